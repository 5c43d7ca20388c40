import Checkpoints
import Images
import Tensors

/// Thrown when a file name does not say how to write what was given.
///
/// - Example:
///       do {
///         try save(Tensor([1, 4, 9]), to: "squares.jpg")
///       } catch let error as SaveError {
///         print(error)
///       }
public struct SaveError: Error, Equatable, Sendable, CustomStringConvertible {
  public let path: String
  public let expected: String
  public var description: String {
    "save: expected a file name that ends in \(expected), found ‘\(path)’"
  }
}

/// Writes a tensor by the file's extension: `.npy` or `.safetensors` as numbers, `.png` as a picture.
///
/// The file is written aside and renamed, so nothing is ever half-written.
///
/// - Parameter tensor: of any shape for numbers; for a picture see `Tensor.picture()`.
/// - Parameter path: of the file, ending in `.npy`, `.safetensors` or `.png`.
/// - Throws: `SaveError` for any other ending, and errors of writing.
/// - Example: `try save(Tensor([1, 4, 9, 16]), to: "/tmp/fovea-help.npy")`
public func save(_ tensor: Tensor, to path: String) throws {
  if path.hasSuffix(".npy") {
    try tensor.writeNPY(to: path)
  } else if path.hasSuffix(".safetensors") {
    try Checkpoint.write(["tensor": tensor], to: path)
  } else if path.hasSuffix(".png") {
    try tensor.picture().write(to: path)
  } else {
    throw SaveError(path: path, expected: ".npy, .safetensors or .png")
  }
}

/// Writes a picture or a chart as a PNG.
///
/// - Parameter path: of the file, ending in `.png`; a tensor may also go into `.npy` or
///   `.safetensors`.
/// - Throws: `SaveError` for any other ending, and errors of writing.
/// - Example: `try save(Tensor([1, 4, 9, 16]), to: "/tmp/fovea-help.png")`
public func save(_ picture: some Picture, to path: String) throws {
  guard path.hasSuffix(".png") else { throw SaveError(path: path, expected: ".png") }
  try picture.picture().write(to: path)
}
