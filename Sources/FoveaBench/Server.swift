import Fovea
import Foundation

/// Runs workloads on request, so that another program can time several libraries in turn: a line in,
/// a line of JSON out. Between requests it sleeps.
///
/// ```
/// load resnet50-224 weights.safetensors   {"ok":true}
/// input resnet50-224 picture.npy          {"ok":true}
/// run resnet50-224                        {"flops":8178…,"milliseconds":41.7}
/// output resnet50-224 out                 {"files":["out/0.npy"]}
/// ```
final class Server {
  private let workloads: [String: Workload]
  private var given: [String: Workload.Given] = [:]
  private var prepared: [String: Workload.Prepared] = [:]

  init() {
    workloads = Dictionary(
      Group.allCases.flatMap(\.workloads).map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
  }

  /// Answers until the input ends.
  func run() {
    while let line = readLine() {
      let reply: Reply
      do {
        reply = try answer(line.split(separator: " ").map(String.init))
      } catch {
        reply = Reply(error: "\(error)")
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let data = (try? encoder.encode(reply)) ?? Data(#"{"error":"the answer is no JSON"}"#.utf8)
      FileHandle.standardOutput.write(data + Data("\n".utf8))
    }
  }

  private struct Reply: Encodable {
    var ok: Bool?
    var error: String?
    var milliseconds: Double?
    var flops: Double?
    /// The only number of an output that has one: a loss.
    var value: Float?
    var files: [String]?
    var bytesInUse: Int?
    var peakBytesInUse: Int?
  }

  private struct BadRequest: Error, CustomStringConvertible {
    let description: String
  }

  private func answer(_ words: [String]) throws -> Reply {
    switch (words.first, words.count) {
    case ("run", 2):
      let workload = try ready(words[1])
      var outputs: [Tensor] = []
      let time = try milliseconds { outputs = try workload.run() }
      let value = outputs.count == 1 && outputs[0].count == 1 ? try outputs[0].item() : nil
      return Reply(
        milliseconds: time, flops: workload.flops, value: value?.isFinite == true ? value : nil)
    case ("load", 3):
      _ = try named(words[1])
      given[words[1], default: Workload.Given()].weights = try Checkpoint(contentsOf: words[2])
        .tensors
      prepared[words[1]] = nil
      return Reply(ok: true)
    case ("input", 3):
      _ = try named(words[1])
      given[words[1], default: Workload.Given()].input = try Tensor(npy: words[2])
      prepared[words[1]] = nil
      return Reply(ok: true)
    case ("output", 3):
      let outputs = try ready(words[1]).run()
      try FileManager.default.createDirectory(
        atPath: words[2], withIntermediateDirectories: true)
      let files = outputs.indices.map { "\(words[2])/\($0).npy" }
      for (output, file) in zip(outputs, files) { try output.writeNPY(to: file) }
      return Reply(files: files)
    case ("propose", 4...):
      let search = try Proposals.search(settings: words.dropFirst(3))
      let picture = try Image(contentsOf: words[1])
      var boxes: [Box] = []
      let time = try milliseconds { boxes = try search.proposals(in: picture) }
      try Proposals.tensor(boxes).writeNPY(to: words[2])
      return Reply(milliseconds: time, files: [words[2]])
    case ("segment", 6):
      guard let k = Float(words[3]), let sigma = Float(words[4]), let least = Int(words[5]) else {
        throw BadRequest(description: "expected segment PICTURE FILE K SIGMA MINIMUM")
      }
      let picture = try Image(contentsOf: words[1])
      let cut = try GraphSegmentation(k: k, sigma: sigma, minimumSize: least)
      var map: RegionMap?
      let time = try milliseconds { map = try cut.regions(of: picture) }
      try map?.tensor().writeNPY(to: words[2])
      return Reply(milliseconds: time, files: [words[2]])
    case ("memory", 1):
      let memory = TensorMemory.statistics
      return Reply(bytesInUse: memory.bytesInUse, peakBytesInUse: memory.peakBytesInUse)
    default:
      throw BadRequest(
        description: "expected run NAME, load NAME FILE, input NAME FILE, output NAME FOLDER, "
          + "propose PICTURE FILE MODE, segment PICTURE FILE K SIGMA MINIMUM or memory, found \"\(words.joined(separator: " "))\""
      )
    }
  }

  private func named(_ name: String) throws -> Workload {
    guard let workload = workloads[name] else {
      throw BadRequest(description: "expected a workload of --list, found \"\(name)\"")
    }
    return workload
  }

  /// Made when it is first run; what was given for that is let go.
  private func ready(_ name: String) throws -> Workload.Prepared {
    if let workload = prepared[name] { return workload }
    let workload = try named(name).prepare(given[name] ?? Workload.Given())
    given[name] = nil
    prepared[name] = workload
    return workload
  }
}
