import WeftTraining

extension TrainingOptions: Listed {
    package mutating func list(_ list: inout OptionList) {
        list.add("epochs", &epochs, in: 1...1_000_000_000, mayDiffer: true)
        optimizer.list(&list)
        list.add("learning-rate", &learningRate, in: 0...1e6)
        schedule.list(&list)
        list.add("clip", &clip, in: 0...1e12)
        list.add("patience", &patience, in: 0...1_000_000_000)
        list.add("validate-every", &validationInterval, in: 1...1_000_000_000)
        list.add("averaging", &averaging, in: 0...Double(1).nextDown)
        list.add("time-limit", &timeLimit, in: 0...1e12, mayDiffer: true)
        list.add("rate-reductions", &rateReductions, in: 0...1000)
        list.add("recompute-gates", &recomputesGates, older: false)
    }
}

extension OptimizerOptions: Listed {
    package mutating func list(_ list: inout OptionList) {
        list.add("optimizer", &kind)
        list.add("momentum", &momentum, in: 0...1)
        list.add("beta1", &beta1, in: 0...1)
        list.add("beta2", &beta2, in: 0...1)
        list.add("epsilon", &epsilon, in: 0...1)
        list.add("weight-decay", &weightDecay, in: 0...1e6)
    }
}

extension Schedule: Listed {
    package mutating func list(_ list: inout OptionList) {
        list.add("schedule", &kind)
        list.add("warm-up", &warmUp, in: 0...1)
        list.add("plateau-factor", &plateauFactor, in: 0...1)
        list.add("plateau-patience", &plateauPatience, in: 0...1_000_000_000)
    }
}

extension OptimizerKind: NamedOption {}
extension Schedule.Kind: NamedOption {}
