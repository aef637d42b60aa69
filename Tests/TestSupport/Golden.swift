import FoundationEssentials

/// One case of golden values; `Tests/Fixtures/make_golden.py` documents the format and makes the files.
package struct GoldenCase: Sendable, Decodable {
    /// A tensor, flat in row-major order, in double precision.
    package struct Tensor: Sendable, Decodable {
        package let shape: [Int]
        package let data: [Double]

        package init(shape: [Int], data: [Double]) {
            self.shape = shape
            self.data = data
        }

        package var floats: [Float] { data.map { Float($0) } }
    }

    package let name: String
    package let integers: [String: [Int]]
    package let tensors: [String: Tensor]

    package init(name: String, integers: [String: [Int]], tensors: [String: Tensor]) {
        self.name = name
        self.integers = integers
        self.tensors = tensors
    }

    /// The tensor of this name.
    package func tensor(_ name: String) throws -> Tensor {
        guard let tensor = tensors[name] else {
            throw FixtureError.missing("tensor \(name) in case \(self.name)")
        }
        return tensor
    }

    package func data(_ name: String) throws -> [Double] { try tensor(name).data }
    package func floats(_ name: String) throws -> [Float] { try tensor(name).floats }

    package func integers(_ name: String) throws -> [Int] {
        guard let values = integers[name] else {
            throw FixtureError.missing("integers \(name) in case \(self.name)")
        }
        return values
    }

    /// A tensor of one number.
    package func scalar(_ name: String) throws -> Double {
        guard let value = try data(name).first else { throw FixtureError.missing("a value of \(name)") }
        return value
    }
}

/// A fixture that is not what a test expects.
package enum FixtureError: Error, CustomStringConvertible {
    case missing(String)

    package var description: String {
        switch self {
        case .missing(let what): "the fixtures hold no \(what)"
        }
    }
}

/// The files of `Tests/Fixtures`.
package enum Fixtures {
    /// The path of a file in the folder.
    package static func path(_ name: String) -> String {
        let support = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        return (support + ["Fixtures"]).joined(separator: "/") + "/" + name
    }

    /// The cases of `name.json`.
    package static func golden(_ name: String) throws -> [GoldenCase] {
        struct File: Decodable {
            let cases: [GoldenCase]
        }
        let data = try Data(contentsOf: URL(filePath: path(name + ".json")))
        return try JSONDecoder().decode(File.self, from: data).cases
    }

    /// One case of `name.json`.
    package static func golden(_ name: String, case wanted: String) throws -> GoldenCase {
        guard let found = try golden(name).first(where: { $0.name == wanted }) else {
            throw FixtureError.missing("case \(wanted) in \(name).json")
        }
        return found
    }
}
