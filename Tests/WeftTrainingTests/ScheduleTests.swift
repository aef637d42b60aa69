import TestSupport
import Testing
import WeftTraining

@Suite struct ScheduleTests {
    @Test func linearRisesAndFalls() {
        let found = (0..<12).map { Schedule.linear(warmUp: 0.2).factor(step: $0, of: 10) }
        let expected = [0.5, 1, 1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125, 0.125, 0.125]
        #expect(difference(found, expected, absolute: 1e-12) == nil)
        #expect(Schedule.linear(warmUp: 0).factor(step: 0, of: 5) == 1)
        #expect(Schedule.linear(warmUp: 0).factor(step: 0, of: 1) == 1)
        #expect(Schedule.constant.factor(step: 7, of: 10) == 1)
    }

    /// PyTorch 2: OneCycleLR(SGD([p], lr=1), max_lr=1, total_steps=total, pct_start=share), get_last_lr() of each step.
    @Test func oneCycleAgreesWithPyTorch() {
        let ten = [
            0.04, 0.52, 1.0, 0.950484632, 0.811745654, 0.611262022, 0.388741978, 0.188258346, 0.049519368, 4e-06,
        ]
        let twenty = [
            0.04, 0.180588745, 0.52, 0.859411255, 1.0, 0.989073844, 0.956772902, 0.904508879, 0.834565965, 0.750001,
            0.654509879, 0.552266023, 0.447737977, 0.345494121, 0.250003, 0.165438035, 0.0954951208, 0.0432310983,
            0.0109301559, 4e-06,
        ]
        let schedule = Schedule.oneCycle(warmUp: 0.3), other = Schedule.oneCycle(warmUp: 0.25)
        #expect(difference((0..<10).map { schedule.factor(step: $0, of: 10) }, ten, absolute: 1e-8) == nil)
        #expect(difference((0..<20).map { other.factor(step: $0, of: 20) }, twenty, absolute: 1e-8) == nil)
        #expect((1..<6).allSatisfy { schedule.factor(step: 0, of: $0).isFinite })
        #expect(schedule.factor(step: 50, of: 10) == schedule.factor(step: 9, of: 10))
    }

    @Test func plateauHalvesAfterPatience() {
        let schedule = Schedule.reduceOnPlateau(factor: 0.5, patience: 1)
        var plateau = Plateau()
        let factors = [0.5, 0.6, 0.6, 0.59, 0.58, 0.7, 0.1, .nan, 0.2, 0.2].map { score in
            plateau.record(score, schedule: schedule)
            return plateau.factor
        }
        #expect(factors == [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125])
        var idle = Plateau()
        for _ in 0..<9 { idle.record(0, schedule: .constant) }
        #expect(idle == Plateau())
    }

    @Test func earlyStoppingCountsWhatIsNotBetter() {
        var stopping = EarlyStopping()
        let best = [0.1, 0.3, 0.3, .nan, 0.4].enumerated().map { stopping.record($0.element, step: $0.offset) }
        #expect(best == [true, true, false, false, true])
        #expect(stopping.best == 0.4 && stopping.bestStep == 4 && stopping.worse == 0)
        #expect(!stopping.isExhausted(patience: 1) && !stopping.isExhausted(patience: nil))
        _ = stopping.record(0.4, step: 5)
        #expect(stopping.isExhausted(patience: 1) && !stopping.isExhausted(patience: 2))
    }

    @Test func guardSkipsGoesBackAndGivesUp() {
        var divergence = DivergenceGuard()
        func verdict(_ step: Int) -> DivergenceGuard.Verdict { divergence.record(step: step, limit: 2) }
        #expect(verdict(3) == .skip)
        #expect(verdict(300) == .skip)
        #expect(verdict(350) == .goBack)
        #expect(divergence.factor == 0.5)
        #expect([351, 352, 353, 354].map(verdict) == [.skip, .goBack, .skip, .giveUp])
        #expect(divergence.factor == 0.25 && divergence.badBatches == 7)
    }

    @Test func progressSurvivesItsFields() throws {
        var progress = TrainingProgress()
        progress.step = 12
        progress.lossSum = 0.1 + 0.2
        progress.isValidationDue = true
        progress.earlyStopping.best = -1e-300
        progress.divergenceGuard.lastSkip = 4
        var fields = Dictionary(uniqueKeysWithValues: progress.fields.map { ($0.name, $0.value) })
        #expect(try TrainingProgress(fields: fields) == progress)
        fields["step"] = "twelve"
        #expect(throws: TrainingError.badState(field: "step", found: "twelve")) {
            try TrainingProgress(fields: fields)
        }
        fields["step"] = nil
        #expect(throws: TrainingError.self) { try TrainingProgress(fields: fields) }
    }
}
