import Checkpoints
import Detectors
import Images

/// The models that `fovea detect` knows, each under its name.
///
/// ```swift
/// let detector = try PictureModels.named("sliding-window")
/// let answer = try detector.answer(for: Image(example: "pasture-01.png"))
/// ```
///
/// A new one is an entry in `PictureModels+Entries.swift`.
public enum PictureModels {
  /// What is to be known of a model before it is made.
  public struct Entry: Sendable {
    public let name: String
    /// Whose weights it takes: the name of the file that ships, where one does.
    public let weights: String
    /// The score from which it answers unless it is asked for another.
    public let leastScore: Float
    /// The score from which it answers when it is measured: low, since average precision looks at
    /// every recall.
    public let leastScoreMeasured: Float
    /// Whether it is made from a configuration file.
    public let takesConfiguration: Bool
    let make: @Sendable (PictureModelRequest) throws -> any PictureModel

    init(
      _ name: String, weights: String? = nil, leastScore: Float = 0.5,
      leastScoreMeasured: Float = 0.02, takesConfiguration: Bool = false,
      make: @escaping @Sendable (PictureModelRequest) throws -> any PictureModel
    ) {
      self.name = name
      self.weights = weights ?? name
      self.leastScore = leastScore
      self.leastScoreMeasured = leastScoreMeasured
      self.takesConfiguration = takesConfiguration
      self.make = make
    }
  }

  public static var names: [String] { entries.map(\.name) }

  /// - Throws: `PictureModelError` that lists the names there are.
  public static func entry(_ name: String) throws -> Entry {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw PictureModelError(
        expected: "one of \(names.joined(separator: ", "))", found: "“\(name)”")
    }
    return entry
  }

  /// The model of that name, ready to look at pictures.
  ///
  /// - Parameters:
  ///   - weights: a file; `nil` takes those that ship.
  ///   - configuration: a file, for models that are made from one.
  ///   - classNames: other names for its classes.
  ///   - leastScore: things below it are left out; `nil`: what the model's entry says.
  /// - Throws: `PictureModelError` for an unknown name, a configuration where none is taken, or
  ///   another number of class names; errors of reading and fitting the weights.
  public static func named(
    _ name: String, weights: String? = nil, configuration: String? = nil,
    classNames: [String]? = nil, leastScore: Float? = nil
  ) throws -> any PictureModel {
    let entry = try entry(name)
    guard entry.takesConfiguration || configuration == nil else {
      throw PictureModelError(
        expected: "no configuration file for \(name)", found: configuration ?? "")
    }
    let score = leastScore ?? entry.leastScore
    guard 0...1 ~= score else {
      throw PictureModelError(expected: "a score in 0…1", found: "\(score)")
    }
    let model = try entry.make(
      PictureModelRequest(
        model: name, shipped: entry.weights, weights: weights, configuration: configuration,
        leastScore: score))
    guard let classNames else { return model }
    return try RenamedModel(model, classNames: classNames)
  }
}

/// What a model is made of.
struct PictureModelRequest: Sendable {
  let model: String
  /// The name of the weights that would ship.
  let shipped: String
  let weights: String?
  let configuration: String?
  let leastScore: Float

  /// The file asked for, else the one that ships.
  ///
  /// - Throws: `PictureModelError` when there is neither.
  func weightsPath() throws -> String {
    if let weights { return weights }
    guard let path = try? Resources().weights(shipped) else {
      throw PictureModelError(
        expected: "weights for \(model)", found: "none that ship with Fovea", hint: "--weights FILE"
      )
    }
    return path
  }

  /// The file that the model is made from.
  ///
  /// - Throws: `PictureModelError` when there is none.
  func configurationPath() throws -> String {
    guard let configuration else {
      throw PictureModelError(
        expected: "a configuration for \(model)", found: "none",
        hint: "--config FILE.cfg, with the --weights that belong to it")
    }
    return configuration
  }

  /// The same, read.
  func checkpoint() throws -> Checkpoint { try Checkpoint(contentsOf: weightsPath()) }
}

/// A model whose classes go by other names.
private struct RenamedModel: PictureModel {
  let model: any PictureModel
  let classNames: [String]

  init(_ model: any PictureModel, classNames: [String]) throws {
    let count = model.classNames.count
    guard classNames.count == count else {
      throw PictureModelError(
        expected: "\(count) class names", found: "\(classNames.count)",
        hint: "one name a line, in the order of the model's classes: "
          + model.classNames.prefix(3).joined(separator: ", ") + (count > 3 ? " …" : ""))
    }
    self.model = model
    self.classNames = classNames
  }

  var parts: Set<FoundPart> { model.parts }

  func answer(for image: Image) throws -> PictureAnswer { try model.answer(for: image) }
}

/// A model that cannot be made as it was asked for.
public struct PictureModelError: Error, Equatable, Sendable, CustomStringConvertible {
  public let expected: String
  public let found: String
  /// What to try, or an empty string.
  public let hint: String

  init(expected: String, found: String, hint: String = "") {
    self.expected = expected
    self.found = found
    self.hint = hint
  }

  public var description: String {
    let sentence = "detect: expected \(expected), found \(found)"
    return hint.isEmpty ? sentence : "\(sentence)\n  try: \(hint)"
  }
}
