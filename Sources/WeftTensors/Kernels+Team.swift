extension Kernels {
    /// Rows of a unit of work: a multiple of every tile's.
    package static let rowGrain = 12

    /// The product, split over a team by rows of the result, or by columns where rows are few. The bits are the same
    /// for any number of threads.
    package static func product(
        _ a: Matrix, _ b: Matrix, into result: Matrix, from start: Start = .zero, inner: Int? = nil, team: ThreadTeam
    ) {
        guard team.count > 1 else { return product(a, b, into: result, from: start, inner: inner) }
        if result.rows >= rowGrain * team.count {
            team.split(result.rows, grain: rowGrain) { rows in
                product(
                    a.rows(from: rows.lowerBound, count: rows.count), b,
                    into: result.rows(from: rows.lowerBound, count: rows.count),
                    from: start.rows(from: rows.lowerBound, count: rows.count), inner: inner)
            }
        } else {
            team.split(b.blocks) { blocks in
                product(
                    a, b.blocks(from: blocks.lowerBound, count: blocks.count),
                    into: result.blocks(from: blocks.lowerBound, count: blocks.count),
                    from: start.blocks(from: blocks.lowerBound, count: blocks.count), inner: inner)
            }
        }
    }
}

extension Kernels.Start {
    fileprivate func rows(from first: Int, count: Int) -> Kernels.Start {
        if case .matrix(let matrix) = self { return .matrix(matrix.rows(from: first, count: count)) }
        return self
    }

    fileprivate func blocks(from first: Int, count: Int) -> Kernels.Start {
        if case .matrix(let matrix) = self { return .matrix(matrix.blocks(from: first, count: count)) }
        return self
    }
}
