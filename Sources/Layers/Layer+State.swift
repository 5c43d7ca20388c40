import Tensors

extension Layer {
  /// Every value of this layer, statistics included, by its name in PyTorch's `state_dict`: what a
  /// checkpoint holds.
  ///
  /// Without PyTorch's `num_batches_tracked`, which nothing computes with.
  ///
  /// - Returns: tensors of the parameters' shapes.
  /// - Example: `try PastureClassifier.trained().stateDictionary.count`
  public var stateDictionary: [String: Tensor] {
    Dictionary(
      namedParameters().map { ($0.name, $0.parameter.value) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Takes over all values of a checkpoint, or none.
  ///
  /// Names that end in PyTorch's `num_batches_tracked` are passed over. To load a trunk out of
  /// something larger, load the trunk: `try detector.trunk.load(classifier.trunk.stateDictionary)`.
  ///
  /// - Parameter values: by full name, `features.0.weight`, each of its parameter's shape.
  /// - Throws: `LoadError` with all that is missing, extra or misshapen; nothing was changed then.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
  ///       try layer.load(["weight": Tensor([[1, 2]]), "bias": Tensor([3])])
  ///       try layer(Tensor([[10, 1]]))
  public func load(_ values: [String: Tensor]) throws {
    let parameters = namedParameters()
    var error = LoadError()
    var matching: [(Parameter, Tensor)] = []
    for named in parameters {
      let expected = named.parameter.value.shape
      guard let value = values[named.name] else {
        error.missing.append(.init(name: named.name, shape: expected))
        continue
      }
      guard value.shape == expected else {
        error.misshapen.append(.init(name: named.name, expected: expected, found: value.shape))
        continue
      }
      matching.append((named.parameter, value))
    }
    let known = Set(parameters.map(\.name))
    error.extra = values.keys.filter { !known.contains($0) && !isCounter($0) }.sorted()
    guard error.isEmpty else { throw error }
    for (parameter, value) in matching { parameter.value = value }
  }

  private func isCounter(_ name: String) -> Bool {
    name == "num_batches_tracked" || name.hasSuffix(".num_batches_tracked")
  }
}

/// How a checkpoint and a model differ. Nothing was loaded.
///
/// - Example:
///       do {
///         try PastureClassifier.trained().load([:])
///       } catch {
///         print("\(error)".prefix(40))
///       }
public struct LoadError: Error, Equatable, Sendable, CustomStringConvertible {
  public struct Missing: Equatable, Sendable {
    public let name: String
    public let shape: [Int]
  }

  public struct Misshapen: Equatable, Sendable {
    public let name: String
    public let expected: [Int]
    public let found: [Int]
  }

  /// What the model has and the checkpoint has not.
  public var missing: [Missing] = []
  /// What the checkpoint has and the model has not.
  public var extra: [String] = []
  /// What both have, in different shapes.
  public var misshapen: [Misshapen] = []

  var isEmpty: Bool { missing.isEmpty && extra.isEmpty && misshapen.isEmpty }

  public var description: String {
    var lines = ["load: expected the names and shapes of this model, found others; nothing loaded"]
    lines += Self.list("missing", missing.map { "\($0.name) \($0.shape)" })
    lines += Self.list("extra", extra)
    lines += Self.list(
      "misshapen", misshapen.map { "\($0.name) expected \($0.expected), found \($0.found)" })
    if let hint { lines.append("  try: \(hint)") }
    return lines.joined(separator: "\n")
  }

  /// The first ten of a list, and how many more there are.
  private static func list(_ title: String, _ items: [String]) -> [String] {
    guard !items.isEmpty else { return [] }
    let shown = items.prefix(10).map { "    \($0)" }
    let rest = items.count > 10 ? ["    … and \(items.count - 10) more"] : []
    return ["  \(title) (\(items.count)):"] + shown + rest
  }

  /// The two commonest causes: a name in front of all others (`module.conv.weight`), and a whole
  /// model asked to load what belongs to a part of it.
  private var hint: String? {
    guard let name = missing.first?.name, let found = extra.first else { return nil }
    if let dot = found.firstIndex(of: ".") {
      let prefix = String(found[...dot])
      let known = Set(extra)
      if missing.allSatisfy({ known.contains(prefix + $0.name) }) {
        return "take \"\(prefix)\" off the checkpoint's names"
      }
    }
    if let short = extra.first(where: { name.hasSuffix(".\($0)") }) {
      return "load the part of the model whose \"\(name)\" is \"\(short)\" in the checkpoint"
    }
    return nil
  }
}
