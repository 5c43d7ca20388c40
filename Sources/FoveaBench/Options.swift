import Tensors

/// What the command line asked for.
struct Options {
  var groups: Set<String> = []
  var json = false
  var help = false
  var repeats = 15

  struct UsageError: Error, CustomStringConvertible {
    let description: String
  }

  static let usage = """
    usage: fovea-bench [GROUP…] [--repeats N] [--json]

    GROUP is one of \(Benchmarks.groups.joined(separator: ", ")); none means all.
      --repeats N   time everything N times (1 to 10000; 15 by default) and report medians
      --json        one JSON object instead of a table
    FOVEA_KERNELS=\((Kernels.supported + [.reference]).map(\.name).joined(separator: "|")) and \
    FOVEA_THREADS=N choose what is measured.
    """

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--json": json = true
      case "--help", "-h": help = true
      case "--repeats":
        guard let text = rest.popFirst(), let number = Int(text), (1...10_000).contains(number)
        else {
          throw UsageError(
            description: "--repeats: expected a number from 1 to 10000 after it")
        }
        repeats = number
      default:
        guard Benchmarks.groups.contains(argument) else {
          throw UsageError(
            description: "expected one of \(Benchmarks.groups.joined(separator: ", ")), "
              + "--repeats N or --json, found \"\(argument)\"")
        }
        groups.insert(argument)
      }
    }
    if groups.isEmpty { groups = Set(Benchmarks.groups) }
  }
}
