import Foundation
import Testing

/// The house of docs/design-notes.md: what each target may import, directly or through what it
/// imports. Imports of the system (Foundation, Glibc …) and of packages are listed apart.
private let mayImport: [String: Set<String>] = [
  "Tensors": ["CKernels"],
  "Boxes": [],
  "Images": ["CPNG", "Tensors", "Boxes"],
  "Layers": ["Tensors"],
  "Checkpoints": ["CZip", "Tensors", "Layers"],
  "Datasets": ["Tensors", "Images", "Boxes"],
  "Evaluation": ["Boxes", "Images", "Datasets"],
  "Detectors": ["Tensors", "Layers", "Boxes", "Images"],
  "Training": [
    "Tensors", "Boxes", "Images", "Layers", "Detectors", "Checkpoints", "Datasets", "Evaluation",
  ],
  "Fovea": [
    "Tensors", "Boxes", "Images", "Layers", "Checkpoints", "Datasets", "Evaluation", "Detectors",
    "Training",
  ],
  "LessonSwift": [],
  "LessonKit": ["LessonSwift", "CMarkGFM"],
  "Bindings": ["LessonSwift", "Fovea"],
  "Notebook": ["Bindings", "LessonKit", "LessonSwift", "Fovea", "CReadline"],
  "FoveaCommand": [
    "Notebook", "Bindings", "LessonKit", "Training", "Fovea", "Datasets", "Evaluation",
    "Lessons", "Examples",
  ],
  "FoveaBench": ["Fovea", "Tensors", "Layers", "Detectors"],
]

/// What stands outside the house, and who may use it.
private let system: [String: Set<String>?] = [
  "Foundation": nil, "Glibc": nil, "Musl": nil, "Darwin": nil, "Synchronization": nil,
  "Dispatch": nil,
  "ArgumentParser": ["FoveaCommand"], "Yams": ["LessonKit"],
]

struct ImportTests {
  struct Import: CustomStringConvertible {
    var target: String, module: String, file: String, line: Int
    var description: String { "\(file):\(line): \(target) imports \(module)" }
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Every import statement under `Sources`.
  static func imports() throws -> [Import] {
    let sources = root.appendingPathComponent("Sources")
    let pattern = try Regex(
      #"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"#
        + #"import\s+(?:(?:struct|class|enum|func|protocol|typealias|let|var)\s+)?(\w+)"#)
    var found: [Import] = []
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    while let url = files?.nextObject() as? URL {
      guard url.pathExtension == "swift" else { continue }
      let parts = url.path.dropFirst(sources.path.count + 1).split(separator: "/")
      let lines = try String(contentsOf: url, encoding: .utf8).split(
        separator: "\n", omittingEmptySubsequences: false)
      var isInText = false  // between the \"\"\" of a long string
      for (index, line) in lines.enumerated() {
        let quotes = line.components(separatedBy: "\"\"\"").count - 1
        defer { if quotes % 2 == 1 { isInText.toggle() } }
        guard !isInText, let match = try pattern.firstMatch(in: line),
          let module = match.output[1].substring
        else { continue }
        found.append(
          Import(
            target: String(parts[0]), module: String(module),
            file: parts.joined(separator: "/"), line: index + 1))
      }
    }
    return found
  }

  @Test func everyTargetImportsOnlyWhatStandsBelowIt() throws {
    let imports = try Self.imports()
    #expect(imports.count > 50, "the reader of imports finds almost nothing")
    for found in imports {
      guard let allowed = mayImport[found.target] else {
        Issue.record("\(found.target) is not a room of the house: add it to mayImport")
        continue
      }
      if let users = system[found.module] {
        #expect(users?.contains(found.target) ?? true, "\(found)")
      } else {
        #expect(allowed.contains(found.module), "upward or unknown import: \(found)")
      }
    }
  }

  @Test func theRuleItselfHasNoCycle() {
    // A target of the library may never be reachable from itself.
    for target in mayImport.keys {
      var seen: Set<String> = []
      var pending = mayImport[target, default: []]
      while let next = pending.popFirst() {
        guard seen.insert(next).inserted else { continue }
        pending.formUnion(mayImport[next, default: []])
      }
      #expect(!seen.contains(target), "\(target) reaches itself")
    }
  }

  @Test func packageManifestNamesNoUpwardDependency() throws {
    // In Package.swift a target's dependencies stand in quotes on the lines of its declaration.
    let manifest = try String(
      contentsOf: Self.root.appendingPathComponent("Package.swift"), encoding: .utf8)
    var read = 0
    for (target, allowed) in mayImport {
      let head = try Regex("name: \"\(target)\",\\s*dependencies: \\[")
      guard let start = manifest.firstRange(of: head),
        let end = manifest.range(of: "]", range: start.upperBound..<manifest.endIndex)
      else { continue }
      read += 1
      let list = manifest[start.upperBound..<end.lowerBound]
      for match in list.matches(of: /"(\w+)"/) {
        let name = String(match.output.1)
        guard mayImport[name] != nil else { continue }
        #expect(allowed.contains(name), "Package.swift: \(target) depends on \(name)")
      }
    }
    // All but Boxes and LessonSwift, which depend on nothing.
    #expect(read == mayImport.count - 2)
  }
}
