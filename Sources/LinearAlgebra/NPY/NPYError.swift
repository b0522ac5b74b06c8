/// What is wrong with a `.npy` file, and in which file.
public struct NPYError: Error, Equatable, CustomStringConvertible {
    public enum Problem: Sendable, Equatable {
        case unreadable(String)
        case notNPY
        case unknownVersion(Int)
        case truncated(part: String)
        case malformedHeader(String)
        case integerTooLarge(String)
        case unsupportedType(String)
        case tooLarge([Int])
        case wrongSize(shape: [Int], type: String, found: Int, expected: Int)
        case wrongShape([Int], expected: String)
        case notIntegers
        case notFinite(row: Int, column: Int, value: Float)
    }

    public let path: String
    public let problem: Problem

    public var description: String {
        switch problem {
        case .unreadable(let reason): "\(path): cannot be read: \(reason)"
        case .notNPY: "\(path): does not begin like a .npy file; write it with numpy.save"
        case .unknownVersion(let version): "\(path): format version \(version); expected 1, 2 or 3"
        case .truncated(let part): "\(path): ends inside its \(part)"
        case .malformedHeader(let reason): "\(path): malformed header: \(reason)"
        case .integerTooLarge(let value): "\(path): \(value) is more than a signed integer of 64 bits holds"
        case .unsupportedType(let type):
            "\(path): elements of type '\(type)'; expected <f4, <f8 or integers, for example array.astype('<f4')"
        case .tooLarge(let shape): "\(path): shape \(shape) holds more numbers than memory can"
        case .wrongSize(let shape, let type, let found, let expected):
            "\(path): \(found) bytes after the header; shape \(shape) of type \(type) takes \(expected)"
        case .wrongShape(let shape, let expected): "\(path): shape \(shape); expected \(expected)"
        case .notIntegers: "\(path): floating-point numbers; expected integers of type |u1, <i4 or <i8"
        case .notFinite(let row, let column, let value):
            "\(path): row \(row), column \(column) is \(value); expected a finite number"
        }
    }
}
