import Fovea
import LessonKit
import LessonSwift

extension Notebook {
  /// `:whatif threshold = 0.3`: the later cells that depend on it run again with the other value, and
  /// what they showed stands beside what they show now. Afterwards everything is as it was.
  func whatIf(_ argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map { String($0).trimmingSpaces }
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !parts[1].hasPrefix("=") else {
      return printer.remark("`:whatif` needs a variable and a value: `:whatif threshold = 0.3`")
    }
    let (name, expression) = (parts[0], parts[1])
    let variable = name
    guard let declaration = engine.declaration(of: name) else {
      let names = engine.values.map(\.name)
      let meant = NearestName.of(name, in: names).map { "did you mean `\($0)`?" }
      return printer.remark(
        "no variable is called ‘\(TextWidth.printable(name))’; \(meant ?? "`:vars` lists them")")
    }
    let declaring = engine.log.last { $0.declares.contains(name) }
    let declared = declaring.flatMap {
      Dependents.source($0.source, declaring: name, as: declaration.type, expression)
    }
    let records = Dependents.records(of: name, in: engine.log, declaration: declared)
    guard !records.isEmpty else {
      return printer.remark("nothing that was run so far depends on \(name)")
    }
    beginPictures()
    let before = Dictionary(
      engine.values.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    let old = before[name].map(Self.short) ?? ""
    let changes = withVariablesKept { () -> Result<Changes, CellFailure> in
      // By itself first, so that a mistake in it is shown as it was typed.
      let word = declaration.isConstant ? "let" : "var"
      let source = "\(word) \(name): \(declaration.type) = \(expression)"
      let result = engine.run(source, file: "prompt", line: 1)
      if let failure = result.failure { return .failure(failure) }
      var changes = Changes(
        old: old,
        new: engine.values.last { $0.name == name }.map { Self.short($0.value) } ?? expression)
      for record in records {
        let result = engine.run(record.source, file: record.file, line: record.line)
        if let failure = result.failure { return .failure(failure) }
        changes.pictures += zip(record.pictures, result.pictures).filter { $0.raster != $1.raster }
      }
      let made = records.reduce(into: Set<String>()) { $0.formUnion($1.declares.union($1.writes)) }
      for (name, value) in engine.values where made.contains(name) {
        if let earlier = before[name], name != variable, earlier.description != value.description {
          changes.values.append((name, Self.short(earlier), Self.short(value)))
        }
      }
      return .success(changes)
    }
    switch changes {
    case .failure(let failure): refuse(failure)
    case .success(let changes): tell(changes, of: name, count: records.count)
    }
  }

  private struct Changes {
    let old, new: String
    var pictures: [(ShownPicture, ShownPicture)] = []
    var values: [(name: String, old: String, new: String)] = []
  }

  private func tell(_ changes: Changes, of name: String, count: Int) {
    let (old, new) = (changes.old, changes.new)
    printer.remark(
      "\(count) cell\(count == 1 ? "" : "s") depend\(count == 1 ? "s" : "") on \(name)")
    if changes.values.isEmpty, changes.pictures.isEmpty {
      return printer.remark("and nothing comes out differently")
    }
    table(
      changes.values.prefix(8).map { ($0.name, "\($0.old) → \($0.new)") })
    if changes.values.count > 8 { printer.remark("and \(changes.values.count - 8) more values") }
    for (before, after) in changes.pictures {
      do {
        let pair = try Image(before.raster).beside(
          Image(after.raster), captions: ("\(name) = \(old)", "\(name) = \(new)"))
        show(pair, caption: "\(after.caption), if \(name) were \(new)")
      } catch {
        printer.remark("\(error)")
      }
    }
    printer.remark("everything is as it was: \(name) is \(old)")
  }

  /// A value in a few words.
  private static func short(_ value: LessonValue) -> String {
    if let count = value.elements?.count, count > 4, value.payload == nil,
      "\(value.type)" != "String"
    {
      return "\(count) elements"
    }
    let line = ValueRenderer.cut(value.description)
    return line.count <= 40 ? line : line.prefix(39) + "…"
  }
}

extension Image {
  /// The pixels of a picture that was shown.
  init(_ raster: Raster) {
    self.init(width: raster.width, height: raster.height, channels: 3, samples: raster.samples)
  }
}
