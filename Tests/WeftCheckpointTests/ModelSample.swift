import WeftCheckpoint

/// A model of every element type that Weft writes: weights, which hardly compress, a vocabulary, which does, small
/// and empty tensors, and a number without dimensions.
struct ModelSample {
    let rows: Int
    let columns = 75
    let embedding: [Float]
    let vocabulary: [UInt8]
    let metadata = ["task": "classifier", "labels": "[\"día\",\"a \\\"quote\\\"\",\"tab\\t\"]", "版": "一"]

    init(rows: Int = 3000) {
        self.rows = rows
        var state: UInt64 = 7
        embedding = (0..<rows * columns).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int64(bitPattern: state) >> 33) * 0x1p-31
        }
        vocabulary = Array((0..<rows).map { "word\($0)\t\($0 % 97)\n" }.joined().utf8)
    }

    var writer: SafetensorsWriter {
        var writer = SafetensorsWriter(metadata: metadata)
        writer.add("vocabulary", .uint8, shape: [vocabulary.count], bytes: vocabulary)
        writer.add("embedding.weight", shape: [rows, columns], floats: embedding)
        writer.add("linear.bias", shape: [3], floats: [1, -0.0, .infinity])
        writer.add("quantized", .int8, shape: [2, 3], bytes: [0, 1, 127, 128, 254, 255])
        writer.add("steps", shape: [], integers: [.min])
        writer.add("nothing", shape: [0, 4], floats: [])
        writer.add("short", shape: [40, 10], roundedToBFloat16: Array(embedding[..<400]))
        writer.add("random", .int32, shape: [4]) { range, buffer in
            for (index, byte) in range.enumerated() { buffer[index] = UInt8(byte) }
        }
        return writer
    }
}
