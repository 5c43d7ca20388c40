import Foundation
import Tensors

func complain(_ message: String) {
  FileHandle.standardError.write(Data((message + "\n").utf8))
}

do {
  let options = try Options(Array(CommandLine.arguments.dropFirst()))
  if options.help {
    print(Options.usage)
  } else {
    if let refusal = Kernels.refusal { complain(refusal) }
    let measurements = try measure(
      Benchmarks.all(of: options.groups), repeats: options.repeats)
    let report = Report(measurements: measurements, repeats: options.repeats)
    print(options.json ? try report.json() : report.table)
  }
} catch let error as Options.UsageError {
  complain("fovea-bench: \(error)\n\n\(Options.usage)")
  exit(2)
} catch {
  complain("fovea-bench: \(error)")
  exit(1)
}
