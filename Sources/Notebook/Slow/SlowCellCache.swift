import Fovea
import Foundation

/// What slow cells came to, so that a lesson that is resumed need not run them again.
///
/// A file a cell, found by what the cell depends on: everything that ran before it, its own text, and
/// this very program. The whole of that stands in the file too, and is compared.
struct SlowCellCache {
  let folder: String
  /// Older files are removed beyond so many.
  static let limit = 40

  /// `$XDG_CACHE_HOME/fovea/cells`, or `~/.cache/fovea/cells`.
  init(environment: [String: String]) {
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    folder = (cache ?? home + "/.cache") + "/fovea/cells"
  }

  /// What a cell left behind.
  struct Entry {
    struct Variable: Codable, Equatable {
      var name: String
      var isConstant: Bool
      var value: KeptValue
    }
    /// In the order of their making.
    var variables: [Variable]
    /// The variables' tensors, and models' parameters as `model/features.0.weight`.
    var tensors: [String: Tensor]
  }

  /// - Returns: `nil` when there is none, or its file cannot be read.
  func load(_ key: String) -> Entry? {
    guard let file = try? Checkpoint(contentsOf: path(key)), file.metadata["key"] == key,
      let text = file.metadata["variables"],
      let variables = try? JSONDecoder().decode([Entry.Variable].self, from: Data(text.utf8))
    else { return nil }
    return Entry(variables: variables, tensors: file.tensors)
  }

  /// Keeps an entry; a cache that cannot be written is no cache, and no reason to stop.
  func save(_ entry: Entry, for key: String) {
    guard let data = try? JSONEncoder().encode(entry.variables) else { return }
    let metadata = ["key": key, "variables": String(decoding: data, as: UTF8.self)]
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try Checkpoint.write(entry.tensors, to: path(key), metadata: metadata)
      removeOldest()
    } catch {}
  }

  private func removeOldest() {
    let files = FileManager.default
    let names = ((try? files.contentsOfDirectory(atPath: folder)) ?? []).filter {
      $0.hasSuffix(".safetensors")
    }
    guard names.count > Self.limit else { return }
    let dated = names.map { name -> (path: String, date: Date) in
      let path = folder + "/" + name
      let date = (try? files.attributesOfItem(atPath: path))?[.modificationDate] as? Date
      return (path, date ?? .distantPast)
    }
    for old in dated.sorted(by: { $0.date < $1.date }).prefix(names.count - Self.limit) {
      try? files.removeItem(atPath: old.path)
    }
  }

  private func path(_ key: String) -> String {
    // FNV-1a, which is the same on every run; the key itself is compared.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return folder + "/" + String(hash, radix: 16) + ".safetensors"
  }
}
