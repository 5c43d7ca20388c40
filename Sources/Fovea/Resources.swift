import Foundation

/// Thrown when a lesson, weights or an example picture that ship with Fovea are not where the
/// binary can find them.
///
/// - Example:
///       do {
///         _ = try Image(example: "elephant.png")
///       } catch let error as ResourceError {
///         print("\(error)".contains("pasture-01.png"))
///       }
public struct ResourceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was looked for: `lessons/weights/pasture-classifier.safetensors`.
  public let path: String
  /// Where, in order.
  public let searched: [String]
  /// The names that lie nearest to it, when its folder exists.
  public let neighbours: [String]

  public var description: String {
    var lines = ["resource: expected \(path), found it in none of"]
    lines += searched.map { "  \($0)" }
    if neighbours.isEmpty {
      lines.append("  try: set FOVEA_HOME to a Fovea checkout, or run `make install`")
    } else {
      lines.append("  there is: \(neighbours.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }
}

/// Finds what travels with the binary: lessons, trained weights, example pictures.
///
/// Looks in `FOVEA_HOME` (a checkout or an installed folder), then in `../share/fovea` beside the
/// executable, then beside the executable itself, where SwiftPM puts resources. Never through
/// `Bundle.module`, which traps when the binary has moved.
public struct Resources: Sendable {
  /// Folders to look in, best first.
  public let roots: [String]

  public init(roots: [String]) { self.roots = roots }

  /// The roots of this process.
  ///
  /// - Parameters:
  ///   - home: the value of `FOVEA_HOME`, if set.
  ///   - executable: the resolved path of the running program.
  public init(
    home: String? = ProcessInfo.processInfo.environment["FOVEA_HOME"],
    executable: String? = try? FileManager.default.destinationOfSymbolicLink(
      atPath: "/proc/self/exe")
  ) {
    var roots: [String] = []
    if let home, !home.isEmpty { roots.append(home) }
    if let executable {
      let folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
      roots.append(
        folder.deletingLastPathComponent().appendingPathComponent("share/fovea").path)
      roots.append(folder.path)
    }
    self.roots = roots
  }

  /// The full path of a file or folder that ships: `lessons/03-sliding-window/lesson.md`,
  /// `examples/pictures/pasture-01.png`.
  ///
  /// - Throws: `ResourceError` naming every place that was searched.
  public func path(_ relative: String) throws -> String {
    var searched: [String] = []
    for root in roots {
      for candidate in [relative, Self.bundled(relative)] {
        let path = URL(fileURLWithPath: root).appendingPathComponent(candidate).path
        if FileManager.default.fileExists(atPath: path) { return path }
      }
      searched.append(URL(fileURLWithPath: root).appendingPathComponent(relative).path)
    }
    throw ResourceError(path: relative, searched: searched, neighbours: neighbours(of: relative))
  }

  /// Trained weights by model name: `pasture-classifier`.
  public func weights(_ model: String) throws -> String {
    try path("lessons/weights/\(model).safetensors")
  }

  /// An example picture by file name: `pasture-01.png`.
  public func example(_ name: String) throws -> String {
    try path("examples/pictures/\(name)")
  }

  /// `lessons/x` as SwiftPM lays it beside the executable: `Fovea_Lessons.resources/x`.
  private static func bundled(_ relative: String) -> String {
    for (folder, bundle) in [("lessons", "Fovea_Lessons"), ("examples", "Fovea_Examples")] {
      if relative == folder { return "\(bundle).resources" }
      if relative.hasPrefix(folder + "/") {
        return "\(bundle).resources" + relative.dropFirst(folder.count)
      }
    }
    return relative
  }

  private func neighbours(of relative: String) -> [String] {
    guard let slash = relative.lastIndex(of: "/"),
      let folder = try? path(String(relative[..<slash])),
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else { return [] }
    return names.filter { !$0.hasPrefix(".") }.sorted().prefix(12).map { $0 }
  }
}
