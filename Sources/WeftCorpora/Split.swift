/// A division of documents into those for training and those for validation: a function of the documents' labels,
/// their order and the seed alone.
public struct Split: Equatable, Sendable {
    /// The indices of the documents for training, ascending.
    public let training: [Int]
    /// The indices of the documents for validation, ascending.
    public let validation: [Int]

    /// Splits documents without regard to classes; validation gets the share rounded to the nearest number.
    /// - Parameters:
    ///   - count: The number of documents.
    ///   - fraction: The share for validation, 0 to 1.
    ///   - seed: Decides which documents are chosen.
    public init(count: Int, fraction: Double, seed: UInt64) {
        precondition((0...1).contains(fraction), "a fraction of \(fraction)")
        let size = Int((Double(count) * fraction).rounded())
        self.init(validation: Shuffle.permutation(count: count, seed: seed).prefix(size), count: count)
    }

    /// Splits documents so that each class has the same share in both parts, as near as whole numbers allow: each gets
    /// its share rounded down, and the places that this leaves free go to the classes that lost most by it. A class
    /// with one document stays in training, and training keeps at least one of every class.
    /// - Parameters:
    ///   - labels: The documents' classes.
    ///   - fraction: The share for validation, 0 to 1.
    ///   - seed: Decides which documents are chosen.
    public init<Label: Hashable>(labels: [Label], fraction: Double, seed: UInt64) {
        precondition((0...1).contains(fraction), "a fraction of \(fraction)")
        var classes: [Label: Int] = [:]
        var members: [[Int]] = []
        for (index, label) in labels.enumerated() {
            if let known = classes[label] {
                members[known].append(index)
            } else {
                classes[label] = members.count
                members.append([index])
            }
        }
        let sizes = Self.sizes(of: members.map(\.count), fraction: fraction)
        var validation: [Int] = []
        var seeds = SplitMix64(seed: seed)
        for (indices, size) in zip(members, sizes) {
            validation += Shuffle.shuffled(indices, seed: seeds.next()).prefix(size)
        }
        self.init(validation: validation[...], count: labels.count)
    }

    private init(validation: ArraySlice<Int>, count: Int) {
        var isValidation = [Bool](repeating: false, count: count)
        for index in validation { isValidation[index] = true }
        self.validation = (0..<count).filter { isValidation[$0] }
        training = (0..<count).filter { !isValidation[$0] }
    }

    /// How many of each class go to validation, by the method of largest remainders; ties go to the earlier class.
    private static func sizes(of counts: [Int], fraction: Double) -> [Int] {
        let shares = counts.map { $0 > 1 ? Double($0) * fraction : 0 }
        var sizes = zip(shares, counts).map { min(Int($0), $1 - 1) }
        let total = Int(shares.reduce(0, +).rounded())
        let remainders = shares.indices.map { shares[$0] - Double(sizes[$0]) }
        let order = shares.indices.sorted { (remainders[$1], $0) < (remainders[$0], $1) }
        var free = total - sizes.reduce(0, +)
        for index in order where free > 0 && remainders[index] > 0 && sizes[index] < counts[index] - 1 {
            sizes[index] += 1
            free -= 1
        }
        return sizes
    }
}
