import Foundation
import Fovea

func complain(_ message: String) {
  FileHandle.standardError.write(Data((message + "\n").utf8))
}

do {
  if CommandLine.arguments.dropFirst().first == "chain" {
    if CommandLine.arguments.contains(where: { $0 == "--help" || $0 == "-h" }) {
      print(Chain.Options.usage)
      exit(0)
    }
    let options = try Chain.Options(CommandLine.arguments.dropFirst(2))
    let chain = try Chain(options)
    print(options.printsJSON ? try chain.json() : chain.table)
    exit(0)
  }
  var options = try Options(Array(CommandLine.arguments.dropFirst()))
  // Before the workers begin; they read it once.
  if let threads = options.threads { setenv("FOVEA_THREADS", "\(threads)", 1) }
  if let refusal = Kernels.refusal { complain(refusal) }
  if let refusal = TensorMemory.refusal { complain(refusal) }
  switch options.mode {
  case .help: print(Options.usage)
  case .list:
    for workload in Group.allCases.flatMap(\.workloads) {
      print("\(workload.group.rawValue)\t\(workload.id)\t\(workload.name)")
    }
  case .serve: Server().run()
  case .profile(let name):
    print(try Profile.of(name, weights: options.weights, input: options.input))
  case .table, .json:
    try options.chooseWorkloads()
    let report = Report(
      measurements: try measure(options.workloads, repeats: options.repeats),
      repeats: options.repeats)
    print(options.mode == .json ? try report.json() : report.table)
  }
} catch let error as Options.UsageError {
  complain("fovea-bench: \(error)\n\n\(Options.usage)")
  exit(2)
} catch {
  complain("fovea-bench: \(error)")
  exit(1)
}
