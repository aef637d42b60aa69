/// Products of a sparse matrix X, held by columns, with dense [rows, lanes] panels.
///
/// `X·Xᵀ·D` is computed one column at a time, `V += x_j (x_jᵀ D)`, so that the [columns, classes] matrix between the two
/// products never exists: each of its rows lives in registers.
struct ColumnKernels: Sendable {
    enum Product {
        /// Adds `X Xᵀ D` to the result, D and the result [rows, lanes].
        case gram
        /// Writes `Xᵀ D`, the result [columns, lanes].
        case gather
        /// Adds `X W` to the result, W [columns, lanes].
        case scatter
    }

    /// One panel of a dense matrix.
    struct Panel: Sendable {
        let slot: FloatSlot
        /// Where the panel begins.
        let offset: Int

        @inline(__always)
        fileprivate func rows<Row: PanelRow>(as type: Row.Type) -> UnsafeMutablePointer<Row> {
            UnsafeMutableRawPointer(slot.pointer + offset).assumingMemoryBound(to: Row.self)
        }
    }

    let columns: SparseColumns

    /// Computes the part of a product that a range of columns contributes.
    ///
    /// - Parameter width: The lanes of the panel: 1, 4 or 8.
    /// - Returns: The largest magnitude in `Xᵀ D` for `.gram`, otherwise 0.
    @discardableResult
    func add(_ product: Product, _ range: Range<Int>, _ input: Panel, into result: Panel, width: Int) -> Float {
        switch width {
        case 1: add(product, range, input.rows(as: Float.self), result.rows(as: Float.self))
        case 4: add(product, range, input.rows(as: SIMD4<Float>.self), result.rows(as: SIMD4<Float>.self))
        default: add(product, range, input.rows(as: SIMD8<Float>.self), result.rows(as: SIMD8<Float>.self))
        }
    }

    @inline(__always)
    private func add<Row: PanelRow>(
        _ product: Product, _ range: Range<Int>, _ input: UnsafeMutablePointer<Row>,
        _ result: UnsafeMutablePointer<Row>
    ) -> Float {
        columns.starts.withUnsafeBufferPointer { starts in
            columns.entries.withUnsafeBufferPointer { entries in
                guard let starts = starts.baseAddress, let entries = entries.baseAddress else { return 0 }
                switch product {
                case .gram: return gram(range, starts, entries, input, result)
                case .gather:
                    for column in range { result[column] = sum(column, starts, entries, input) }
                case .scatter:
                    for column in range { spread(input[column], column, starts, entries, result) }
                }
                return 0
            }
        }
    }

    @inline(__always)
    private func gram<Row: PanelRow>(
        _ range: Range<Int>, _ starts: UnsafePointer<Int>, _ entries: UnsafePointer<SparseColumns.Entry>,
        _ input: UnsafeMutablePointer<Row>, _ result: UnsafeMutablePointer<Row>
    ) -> Float {
        var squares = Row.zero
        for column in range {
            let found = sum(column, starts, entries, input)
            squares.raise(toSquareOf: found)
            spread(found, column, starts, entries, result)
        }
        return squares.largest.squareRoot()
    }

    @inline(__always)
    private func sum<Row: PanelRow>(
        _ column: Int, _ starts: UnsafePointer<Int>, _ entries: UnsafePointer<SparseColumns.Entry>,
        _ input: UnsafeMutablePointer<Row>
    ) -> Row {
        var sum = Row.zero
        for position in starts[column]..<starts[column + 1] {
            sum += entries[position].value * input[Int(entries[position].row)]
        }
        return sum
    }

    @inline(__always)
    private func spread<Row: PanelRow>(
        _ weight: Row, _ column: Int, _ starts: UnsafePointer<Int>,
        _ entries: UnsafePointer<SparseColumns.Entry>, _ result: UnsafeMutablePointer<Row>
    ) {
        for position in starts[column]..<starts[column + 1] {
            result[Int(entries[position].row)] += entries[position].value * weight
        }
    }
}
