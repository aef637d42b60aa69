import WeftKernels

extension Kernels {
    /// Does multiply-adds in registers and gives the number of floating-point operations done: the limit of any product.
    package static func multiplyAdds(rounds: Int) -> Double { weft_multiply_adds(rounds) }

    /// Reads `count` floats (a multiple of 128) and gives their sum: the limit of any product with few rows.
    package static func read(_ x: UnsafePointer<Float>, count: Int) -> Float { weft_read(count, x) }
}
