import Checkpoints
import Datasets
import Foundation
import Images
import Tensors

/// What a file or folder holds, for people and for programs: `fovea inspect`.
///
/// The kind shows in the content, not in the name: a PNG, an npy or npz array, a safetensors
/// or PyTorch checkpoint, Darknet's cfg or weights, a COCO annotation or results file, a folder of COCO, VOC or YOLO annotations.
public struct Inspection: Sendable {
  /// At most 80 columns wide.
  public let text: String
  /// One JSON object.
  public let json: String
  /// Whether the content was found in order: false when annotations are wrong.
  public let isSound: Bool

  /// How much is shown, and how much is forgiven.
  public struct Options: Sendable {
    /// Show every problem and every tensor, not just the first ones.
    public var showsAll = false
    /// Annotations that make no sense are skipped and counted, and the data set is sound without
    /// them.
    public var isLenient = false

    public init(showsAll: Bool = false, isLenient: Bool = false) {
      self.showsAll = showsAll
      self.isLenient = isLenient
    }
  }

  init(text: String, json: String, isSound: Bool = true) {
    (self.text, self.json, self.isSound) = (text, json, isSound)
  }

  /// - Throws: what reading it throws, with file and place; `DatasetError` for an unknown kind.
  public init(_ path: String, options: Options = Options()) throws {
    switch try FileKind(path) {
    case .picture: self = try Inspection(picture: path)
    case .array: self = try Inspection(array: path)
    case .checkpoint: self = try Inspection(checkpoint: path, options)
    case .annotations: self = try Inspection(dataset: path, options)
    case .results: self = try Inspection(results: path, options)
    case .configuration: self = try Inspection(configuration: path, options)
    case .darknetWeights: self = try Inspection(darknetWeights: path)
    }
  }
}

/// What is in a file, by its first bytes.
enum FileKind {
  case picture, array, checkpoint, annotations, results, configuration, darknetWeights

  init(_ path: String) throws {
    func refuse(_ found: String, _ hint: String = "") -> DatasetError {
      DatasetError(
        Place(file: path),
        expected: "a PNG, npy, npz, safetensors, PyTorch or Darknet file, or COCO, VOC or YOLO "
          + "annotations",
        found: found, hint: hint)
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw refuse(String(cString: strerror(errno)).lowercased(), "check the spelling")
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      self = .annotations
      return
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw refuse("something that is no file") }
    guard let file = fopen(path, "rb") else {
      throw refuse(String(cString: strerror(errno)).lowercased(), "check its permissions")
    }
    defer { fclose(file) }
    let start = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, filled in
      filled = fread(buffer.baseAddress, 1, 4096, file)
    }
    let first = start.first { $0 > 0x20 }
    switch true {
    case start.isEmpty: throw refuse("an empty file")
    case start.starts(with: [0x89, 0x50, 0x4E, 0x47]): self = .picture
    case start.starts(with: [0x93] + Array("NUMPY".utf8)): self = .array
    case start.starts(with: [0x50, 0x4B, 3, 4]): self = .checkpoint
    // A pickle: PROTO and a version, and not the length of a safetensors header.
    case start.count > 8 && start[0] == 0x80 && 2...5 ~= start[1] && start[8] != UInt8(ascii: "{"):
      self = .checkpoint
    // A safetensors header: its length in eight bytes, then JSON.
    case start.count > 8 && start[8] == UInt8(ascii: "{") && start[5...7].allSatisfy({ $0 == 0 }):
      self = .checkpoint
    case start.starts(with: [0xFF, 0xD8]):
      throw refuse("a JPEG", "magick PHOTO.jpg PHOTO.png")
    case start.starts(with: [0xFF, 0xFE]), start.starts(with: [0xFE, 0xFF]),
      start.starts(with: [0xEF, 0xBB, 0xBF]):
      self = .annotations  // whose reader says what is wrong with the encoding
    // Version 0.1.0 to 0.5.0 of Darknet's weights.
    case start.count >= 16 && start[..<4].allSatisfy({ $0 == 0 }) && 1...5 ~= start[4]
      && start[5..<12].allSatisfy({ $0 == 0 }):
      self = .darknetWeights
    case first == UInt8(ascii: "#") && path.hasSuffix(".cfg"): self = .configuration
    case first == UInt8(ascii: "{"): self = .annotations
    case first == UInt8(ascii: "["):
      let isConfiguration =
        start.drop { $0 <= 0x20 }.dropFirst().first.map { 97...122 ~= $0 } ?? false
      self = isConfiguration ? .configuration : .results
    case first == UInt8(ascii: "<"):
      throw refuse("one XML file", "give the folder that holds Annotations/")
    default:
      let shown = start.prefix(16).map { 0x20..<0x7F ~= $0 ? Character(Unicode.Scalar($0)) : "·" }
      throw refuse("a file that starts with ‘\(String(shown))’")
    }
  }
}
