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
    let recorder = StageRecorder()
    try StageRecorder.$current.withValue(recorder, operation: body)
    var places = Places()
    places.add(self, prefix: "")
    var runs: [String: Int] = [:]
    return recorder.seen.filter { places.isStage($0.name) }.map { name, output in
      let run = runs[name, default: 0] + 1
      runs[name] = run
      return LayerStage(
        name: run == 1 ? name : "\(name)#\(run)", layer: places.layers[name], output: output)
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
    let entries = Mutex<[(name: String, output: Tensor)]>([])
  }

  init() { (prefix, log) = ("", Log()) }

  private init(prefix: String, log: Log) { (self.prefix, self.log) = (prefix, log) }

  var seen: [(name: String, output: Tensor)] { log.entries.withLock { $0 } }

  func recording<R>(_ name: String, _ body: () throws -> R) throws -> R {
    let inner = StageRecorder(prefix: "\(prefix)\(name).", log: log)
    let result = try Self.$current.withValue(inner, operation: body)
    if let output = result as? Tensor {
      log.entries.withLock { $0.append((prefix + name, output)) }
    }
    return result
  }
}
