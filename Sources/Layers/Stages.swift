import Synchronization
import Tensors

/// A layer that only arranges others: tables and traces open it up, and show what is inside.
/// Anything else (a convolution, a residual block) is one line, or one stage.
public protocol LayerContainer: Layer {}

/// Runs a part of a layer under its name: an error then says in which layer an operation refused
/// (`features.3.conv2D`), `Layer.stages` knows whose answer it sees, and a plan whose step it is.
public func inside<R>(_ name: String, _ body: () throws -> R) throws -> R {
  do {
    return try PlanRecorder.named(name) {
      guard let recorder = StageRecorder.current else { return try body() }
      return try recorder.recording(name, body)
    }
  } catch let error as ShapeError {
    throw ShapeError(
      operation: "\(name).\(error.operation)", expected: error.expected, found: error.found,
      hint: error.hint)
  }
}

/// What one part of a model answered on the way through.
public struct LayerStage: Sendable {
  /// The full name: `layer3.0`.
  public let name: String
  /// Whose answer it is; none for what no layer computes, such as a concatenation.
  public let layer: (any Layer)?
  public let output: Tensor
  /// What the computation took; its `inputShape` is what went into the stage. Counted only while a
  /// table is made.
  public let cost: FlopCount?
}

extension Layer {
  /// Runs `body`, and tells what every stage of this layer answered meanwhile, in the order they
  /// ended: the layers inside, with containers opened up.
  ///
  /// ```swift
  /// let stages = try resnet.stages { _ = try resnet(picture) }
  /// stages[4].name  // "layer1.0"
  /// ```
  ///
  /// A layer that runs twice (one head on several levels) has `#2` behind its name the second time.
  public func stages(running body: () throws -> Void) throws -> [LayerStage] {
    try stages(countingCosts: false, running: body)
  }

  func stages(countingCosts: Bool, running body: () throws -> Void) throws -> [LayerStage] {
    let recorder = StageRecorder(countsCosts: countingCosts)
    try StageRecorder.$current.withValue(recorder, operation: body)
    var places = Places()
    places.add(self, prefix: "")
    var runs: [String: Int] = [:]
    return recorder.seen.filter { places.isStage($0.name) }.map { name, output, cost in
      let run = runs[name, default: 0] + 1
      runs[name] = run
      return LayerStage(
        name: run == 1 ? name : "\(name)#\(run)", layer: places.layers[name],
        output: output, cost: cost)
    }
  }
}

/// Which layer stands under which name.
private struct Places {
  var layers: [String: any Layer] = [:]
  var containers: Set<String> = []

  mutating func add(_ layer: any Layer, prefix: String) {
    for (name, child) in layer.children {
      if child is any LayerContainer {
        containers.insert(prefix + name)
        add(child, prefix: "\(prefix)\(name).")
      } else {
        layers[prefix + name] = child
      }
    }
  }

  /// A layer, or something without a layer that stands directly in a container.
  func isStage(_ name: String) -> Bool {
    if layers[name] != nil { return true }
    guard !containers.contains(name) else { return false }
    guard let dot = name.lastIndex(of: ".") else { return true }
    return containers.contains(String(name[..<dot]))
  }
}

/// Collects the tensors that pass through `inside`, while somebody asked for them.
private final class StageRecorder: Sendable {
  @TaskLocal static var current: StageRecorder?

  private let prefix: String
  private let log: Log

  private final class Log: Sendable {
    let entries = Mutex<[Entry]>([])
  }

  typealias Entry = (name: String, output: Tensor, cost: FlopCount?)

  private let countsCosts: Bool

  init(countsCosts: Bool) { (prefix, log, self.countsCosts) = ("", Log(), countsCosts) }

  private init(inside name: String, of outer: StageRecorder) {
    (prefix, log, countsCosts) = ("\(outer.prefix)\(name).", outer.log, outer.countsCosts)
  }

  var seen: [Entry] { log.entries.withLock { $0 } }

  func recording<R>(_ name: String, _ body: () throws -> R) throws -> R {
    let inner = StageRecorder(inside: name, of: self)
    guard countsCosts else {
      let result = try Self.$current.withValue(inner, operation: body)
      if let output = result as? Tensor {
        log.entries.withLock { $0.append((prefix + name, output, nil)) }
      }
      return result
    }
    var result: R?
    let cost = try countingFlops { result = try Self.$current.withValue(inner, operation: body) }
    if let output = result as? Tensor {
      log.entries.withLock { $0.append((prefix + name, output, cost)) }
    }
    return try result ?? body()  // `body` has run: there is a result
  }
}
