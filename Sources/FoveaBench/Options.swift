import Fovea

/// What the command line asked for.
struct Options {
  /// What is timed: all workloads of a group, or single ones.
  var workloads: [Workload] = []
  var mode = Mode.table
  var repeats = 15
  var threads: Int?
  /// Files for `--profile`.
  var weights, input: String?

  enum Mode: Equatable {
    case table, json, help, list, serve
    case profile(String)
  }

  struct UsageError: Error, CustomStringConvertible {
    let description: String
  }

  static let groups = Group.allCases.map(\.rawValue).joined(separator: ", ")

  static let usage = """
    usage: fovea-bench [GROUP|NAME…] [--repeats N] [--threads N] [--json]
           fovea-bench chain [--picture FILE.png] [--repeats N] [--warps N] [--json]
           fovea-bench --profile NAME [--weights FILE.safetensors] [--input FILE.npy]
           fovea-bench --list
           fovea-bench --serve

    GROUP is one of \(groups);
    none means all. NAME is one workload; --list tells them. chain is R-CNN, SPPnet, Fast R-CNN and
    what came of them, on one picture; `fovea-bench chain --help` has more.
      --repeats N     time everything N times (1 to 10000; 15 by default), in turn, and report
                      medians
      --threads N     use N threads (1 to 256), as FOVEA_THREADS does
      --json          one JSON object instead of a table
      --profile NAME  where the time of a network goes, step by step; on given weights and a given
                      input where numbers decide what is done
      --serve         answers lines on standard input, each with one line of JSON:
                      run NAME · load NAME FILE.safetensors · input NAME FILE.npy ·
                      output NAME FOLDER · memory
    FOVEA_KERNELS=\((Kernels.supported + [.reference]).map(\.name).joined(separator: "|")) chooses what is measured.
    """

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    var groups: Set<String> = []
    var names: Set<String> = []
    func number(_ option: String, _ range: ClosedRange<Int>) throws -> Int {
      guard let text = rest.popFirst(), let number = Int(text), range.contains(number) else {
        throw UsageError(
          description:
            "\(option): expected a number from \(range.lowerBound) to \(range.upperBound) after it")
      }
      return number
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "--json": mode = .json
      case "--help", "-h": mode = .help
      case "--list": mode = .list
      case "--serve": mode = .serve
      case "--repeats": repeats = try number("--repeats", 1...10_000)
      case "--threads": threads = try number("--threads", 1...256)
      case "--weights", "--input":
        guard let path = rest.popFirst() else {
          throw UsageError(description: "\(argument): expected a file after it")
        }
        if argument == "--weights" { weights = path } else { input = path }
      case "--profile":
        guard let name = rest.popFirst() else {
          throw UsageError(description: "--profile: expected the name of a network after it")
        }
        mode = .profile(name)
      default:
        if Group(rawValue: argument) != nil {
          groups.insert(argument)
        } else {
          names.insert(argument)
        }
      }
    }
    self.groups = groups
    self.names = names
  }

  private var groups: Set<String> = []
  private var names: Set<String> = []

  /// Resolves groups and names; the peak is always measured with them.
  ///
  /// After the number of threads is set: the workers begin with the first workload.
  mutating func chooseWorkloads() throws {
    let everything = Group.allCases.flatMap(\.workloads)
    let known = Set(everything.map(\.id))
    if let stranger = names.first(where: { !known.contains($0) }) {
      throw UsageError(
        description: "expected a group (\(Self.groups)), the name of a workload (--list tells "
          + "them) or an option, found \"\(stranger)\"")
    }
    let all = groups.isEmpty && names.isEmpty
    workloads = everything.filter {
      all || $0.group == .peak || groups.contains($0.group.rawValue) || names.contains($0.id)
    }
  }
}
