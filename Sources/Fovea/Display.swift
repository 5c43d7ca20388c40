import Foundation
import Images
import Synchronization

/// Where `show` sends a picture: the notebook draws it in the terminal and keeps a PNG; a program
/// of one's own gets numbered PNGs in a folder.
public protocol PictureSink: Sendable {
  /// - Parameter caption: a few words under the picture; may be empty.
  func show(_ image: Image, caption: String) throws
}

/// The sink in force.
public enum Display {
  /// Numbered PNGs in `FOVEA_OUT`, or in `out` under the working directory.
  @TaskLocal public static var sink: any PictureSink = PictureFolder(
    ProcessInfo.processInfo.environment["FOVEA_OUT"] ?? "out")
}

/// Writes each picture it is shown as `01-caption.png`, `02-caption.png` … into one folder.
public final class PictureFolder: PictureSink {
  public let folder: String
  private let count = Mutex(0)

  public init(_ folder: String) { self.folder = folder }

  public func show(_ image: Image, caption: String) throws {
    _ = try write(image, caption: caption)
  }

  /// - Returns: the path written.
  public func write(_ image: Image, caption: String) throws -> String {
    let number = count.withLock { count in
      count += 1
      return count
    }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let name = Self.fileName(number: number, caption: caption)
    let path = URL(fileURLWithPath: folder).appendingPathComponent(name).path
    try image.write(to: path)
    return path
  }

  /// `02-the-heat-map.png`: two digits, then the caption's letters and digits.
  public static func fileName(number: Int, caption: String) -> String {
    let words = caption.lowercased().split { !$0.isLetter && !$0.isNumber }
    let slug = words.joined(separator: "-").prefix(48)
    let digits = number < 10 ? "0\(number)" : "\(number)"
    return slug.isEmpty ? "\(digits).png" : "\(digits)-\(slug).png"
  }
}

/// Shows a picture, a tensor or a chart: in the notebook in the terminal and as a PNG, elsewhere as
/// a PNG in the `out` folder.
///
/// - Parameter caption: a few words under the picture, which also name the file.
/// - Example: `try show(Tensor([1, 4, 9, 16]), "squares")`
public func show(_ picture: some Picture, _ caption: String = "") throws {
  try Display.sink.show(try picture.picture(), caption: caption)
}
