import Fovea
import Foundation
import LessonKit
import LessonSwift

extension InterpreterEngine {
  /// Runs a slow cell, or takes on what it came to the last time.
  ///
  /// Kept are the variables that it made or changed, where files can keep them, and the parameters
  /// of models that it trained.
  public func runSlow(_ source: String, file: String, line: Int, mayUseCache: Bool) -> CellResult {
    guard let cache = slowCells, let names = names(usedBy: source) else {
      return run(source, file: file, line: line)
    }
    let key = slowCellKey(source)
    if mayUseCache, let entry = cache.load(key), take(entry) {
      record(names, source, file: file, line: line)
      return CellResult()
    }
    let before = modelParameters
    let result = run(source, file: file, line: line)
    if result.failure == nil, let entry = entry(names, before: before) {
      cache.save(entry, for: key)
    }
    return result
  }

  /// All that the cell's outcome hangs on.
  private func slowCellKey(_ source: String) -> String {
    let program = CommandLine.arguments.first.flatMap {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? $0
    }
    let attributes = program.flatMap { try? FileManager.default.attributesOfItem(atPath: $0) }
    let build = attributes.map { "\($0[.size] ?? 0) \($0[.modificationDate] ?? 0)" } ?? ""
    let limit = iterationLimit.map { "\($0)" } ?? "all"
    return (["\(build), \(Kernels.current.name), \(limit)"] + log.map(\.source) + [source])
      .joined(separator: "\n----\n")
  }

  /// Every parameter of a model in a variable, as `model/features.0.weight`.
  private var modelParameters: [String: Parameter] {
    var all: [String: Parameter] = [:]
    for (name, value) in values {
      guard let model = value.payload as? any Layer else { continue }
      for named in model.namedParameters() { all["\(name)/\(named.name)"] = named.parameter }
    }
    return all
  }

  private func entry(_ names: NameUse, before: [String: Parameter]) -> SlowCellCache.Entry? {
    var entry = SlowCellCache.Entry(variables: [], tensors: [:])
    let made = names.declares.union(names.writes)
    for (name, value) in values where made.contains(name) {
      guard let kept = KeptValue(value), let declaration = declaration(of: name) else { return nil }
      entry.variables.append(
        .init(name: name, isConstant: declaration.isConstant, value: kept))
      if let tensor = value.payload as? Tensor { entry.tensors[name] = tensor }
    }
    for (name, parameter) in before { entry.tensors[name] = parameter.value }
    return entry
  }

  /// - Returns: whether all of it could be taken on; otherwise nothing is.
  private func take(_ entry: SlowCellCache.Entry) -> Bool {
    let parameters = modelParameters
    let kept = entry.tensors.filter { $0.key.contains("/") }
    for (name, tensor) in kept where parameters[name]?.value.shape != tensor.shape { return false }
    let before = snapshot()
    for variable in entry.variables {
      guard let value = variable.value.value ?? entry.tensors[variable.name],
        (try? define(variable.name, value, isConstant: variable.isConstant)) != nil
      else {
        restore(before)
        return false
      }
    }
    for (name, tensor) in kept { parameters[name]?.value = tensor }
    return true
  }
}
