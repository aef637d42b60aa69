/// The type of a tensor's elements, under safetensors' names. Bytes are little-endian.
public enum ElementType: String, CaseIterable, Sendable {
    /// One byte, 0 or 1.
    case bool = "BOOL"
    /// An unsigned byte.
    case uint8 = "U8"
    /// A signed byte.
    case int8 = "I8"
    /// A signed 16-bit number.
    case int16 = "I16"
    /// An unsigned 16-bit number.
    case uint16 = "U16"
    /// IEEE 754 half precision.
    case float16 = "F16"
    /// The upper half of a single-precision number.
    case bfloat16 = "BF16"
    /// A signed 32-bit number.
    case int32 = "I32"
    /// An unsigned 32-bit number.
    case uint32 = "U32"
    /// IEEE 754 single precision.
    case float32 = "F32"
    /// IEEE 754 double precision.
    case float64 = "F64"
    /// A signed 64-bit number.
    case int64 = "I64"
    /// An unsigned 64-bit number.
    case uint64 = "U64"

    /// The size of an element in bytes.
    public var size: Int {
        switch self {
        case .bool, .uint8, .int8: 1
        case .int16, .uint16, .float16, .bfloat16: 2
        case .int32, .uint32, .float32: 4
        case .float64, .int64, .uint64: 8
        }
    }
}
