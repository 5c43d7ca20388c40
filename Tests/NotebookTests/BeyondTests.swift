import Foundation
import LessonKit
import Testing

@testable import Notebook

@Suite struct DependentsTests {
  static func record(
    _ source: String, reads: Set<String> = [], writes: Set<String> = [], declares: Set<String> = []
  ) -> CellRecord {
    CellRecord(
      file: "prompt", line: 1, source: source, reads: reads, writes: writes, declares: declares,
      pictures: [])
  }

  static let log = [
    record("0", declares: ["a"]),
    record("1", declares: ["list"]),
    record("2", reads: ["a"], declares: ["b"]),
    record("3", declares: ["c"]),
    record("4", reads: ["b"], writes: ["list"]),
    record("5", reads: ["c"], declares: ["d"]),
    record("6", reads: ["list"], declares: ["e"]),
  ]

  @Test func onlyWhatDependsRunsAgain() {
    // Cell 4 adds to `list`, so the list begins again in cell 1; c and d have nothing to do with a.
    #expect(Dependents.records(of: "a", in: Self.log).map(\.source) == ["1", "2", "4", "6"])
    #expect(Dependents.records(of: "c", in: Self.log).map(\.source) == ["5"])
    #expect(Dependents.records(of: "e", in: Self.log).isEmpty)
    let replaced = Dependents.records(of: "c", in: Self.log, declaration: "3'")
    #expect(replaced.map(\.source) == ["3'", "5"])
  }

  @Test func onlyTheLastDeclarationCounts() {
    let log = Self.log + [Self.record("7", declares: ["a"]), Self.record("8", reads: ["a"])]
    #expect(Dependents.records(of: "a", in: log).map(\.source) == ["8"])
  }

  @Test(arguments: [
    ("let a = 1\nlet b = a", "let a: Int = 5\nlet b = a"),
    ("  let a: Int = 1 + 2", "  let a: Int = 5"),
    ("var b = 1\nvar a = [1]", "var b = 1\nvar a: Int = 5"),
  ])
  func aDeclarationGetsAnotherValue(source: String, expected: String) {
    #expect(Dependents.source(source, declaring: "a", as: "Int", "5") == expected)
  }

  @Test(arguments: [
    "let ab = 1", "let (a, b) = (1, 2)", "let a = [\n  1,\n]", "a = 3", "func a() {}",
  ])
  func anythingElseIsLeftAlone(source: String) {
    #expect(Dependents.source(source, declaring: "a", as: "Int", "5") == nil)
  }
}

/// Through the sliding-window lesson with a script of commands.
@Suite struct BeyondTests {
  static func answers(_ commands: [String], in folder: String) throws -> [String] {
    let script = [":lesson sliding-window", ":goto 26"] + commands
    let run = try Built.run(
      ["--out", folder + "/out"], input: script.joined(separator: "\n") + "\n", in: folder)
    #expect(run.status == 0)
    // What stands between one echoed command and the next.
    var answers: [String] = []
    var rest = run.output[...]
    for command in commands {
      guard let start = rest.range(of: "]> \(command)\n") else {
        Issue.record("no answer to \(command) in:\n\(rest)")
        return answers
      }
      rest = rest[start.upperBound...]
      let end = rest.range(of: "\n[3·")?.lowerBound ?? rest.endIndex
      answers.append(String(rest[..<end]))
    }
    return answers
  }

  @Test func everyQuestionIsAnswered() throws {
    try Built.inFolder { folder in
      let answers = try Self.answers(
        [
          ":why inside[0, 12, 1, 1]",
          ":why inside[0, 12, 1, 1] --gradient",
          ":why inside[0, 12, 1, 2]",
          ":why names[0]",
          "let coarse = try SlidingWindowDetector(classifier: classifier, strideShare: 0.4)",
          ":why box 0 in scene",
          ":why box 100000",
          ":compare coarse coarse on scene",
          ":whatif threshold = 0.6",
          ":whatif threshold = oops",
          "threshold",
          ":inspect inside",
          ":inspect candidates",
          ":layers classifier",
          ":time 1 + 1",
          ":break",
        ], in: folder)
      try #require(answers.count == 16)
      #expect(answers[0].contains("it saw columns 4 to 32 and rows 4 to 32"))
      // The receptive field is 28 by 28: no pixel outside moves it, and every one inside does.
      #expect(answers[1].contains("784 of 1024 pixels move it at all"))
      #expect(answers[2].contains("axis 3 of inside has places 0 to 1, found 2"))
      #expect(answers[3].contains("‘names’ is no tensor"))
      #expect(answers[5].contains("offsets"))
      #expect(answers[5].contains("fate"))
      #expect(answers[6].contains("expected a box from 0, the best"))
      #expect(answers[7].contains("MFLOP") || answers[7].contains("GFLOP"))
      #expect(answers[8].contains("1 cell depends on threshold"))
      #expect(answers[8].contains("everything is as it was: threshold is 0.95"))
      #expect(answers[9].contains("nothing here is called 'oops'"))
      #expect(answers[10].contains("0.95"))
      #expect(answers[11].contains("strides [384, 4, 2, 1]"))
      #expect(answers[11].contains("percentiles"))
      #expect(answers[11].contains("and 88 more channels"))
      #expect(answers[11].contains("step 6, Inside the network"))
      #expect(answers[12].contains("pixels of the picture"))
      #expect(answers[12].contains("degenerate"))
      #expect(answers[13].contains("191,257"))
      #expect(answers[14].contains("median"))
      #expect(answers[15].contains("no mistake on purpose"))
      let pictures = try FileManager.default.contentsOfDirectory(
        atPath: folder + "/out/03-sliding-window")
      for part in ["what-inside", "which-pixels", "why-box-0", "coarse-and-coarse", "if-thresh"] {
        #expect(pictures.contains { $0.contains(part) }, "no picture \(part) in \(pictures)")
      }
    }
  }

  /// A detector that merges boxes, asked for one of them, and beside one that suppresses.
  @Test func aMergedBoxIsFollowedBack() throws {
    try Built.inFolder { folder in
      let answers = try Self.answers(
        [
          "let merging = try OverFeatDetector(network: .trained())",
          ":why box 0 of merging in scene",
          ":why boxes of merging in scene",
          "let coarse = try SlidingWindowDetector(classifier: classifier, strideShare: 0.4)",
          ":compare merging coarse on scene",
          ":layers try PastureOverFeat.trained()",
        ], in: folder)
      try #require(answers.count == 6)
      for word in ["size", "cell", "window", "offsets", "merged", "votes", "took in", "sheep"] {
        #expect(answers[1].contains(word), "\(word) in \(answers[1])")
      }
      #expect(answers[2].contains("took in"))
      #expect(answers[4].contains("GFLOP"))
      #expect(answers[5].contains("boxes.0"))
    }
  }
}

@Suite struct SlowCellTests {
  /// A lesson whose slow cell shows by its words that it ran.
  static let markdown = """
    ---
    title: "Slow"
    summary: S
    minutes: 1
    ---
    # One
    ```swift
    var generator = SeededGenerator(seed: 3)
    var total: Float = 0
    ```
    # Two
    ```swift slow quick=2
    for _ in 0..<iterations(5) {
      total += 1.5
      print("turn")
    }
    let drawn = try Tensor.normal([3], using: &generator)
    let words = ["a", "b"]
    ```
    # Three
    ```swift
    print("total", total, words, drawn.count)
    print("next", generator.uniform(0..<1))
    ```
    """

  @Test func aResumedLessonTakesOnWhatASlowCellCameTo() throws {
    try Built.inFolder { folder in
      let lessons = folder + "/lessons/01-slow"
      try FileManager.default.createDirectory(
        atPath: lessons, withIntermediateDirectories: true)
      try Data(Self.markdown.utf8).write(to: URL(fileURLWithPath: lessons + "/lesson.md"))
      let lesson = try Course.lesson(file: lessons + "/lesson.md")
      let cache = SlowCellCache(environment: ["XDG_CACHE_HOME": folder])

      func engine() -> InterpreterEngine {
        let engine = InterpreterEngine()
        engine.slowCells = cache
        return engine
      }
      func runAll(_ engine: InterpreterEngine, mayUseCache: Bool) -> [CellResult] {
        lesson.steps.compactMap { step in
          switch step.activity {
          case .slow(let cell, _)?:
            engine.runSlow(cell.source, file: "l", line: cell.line, mayUseCache: mayUseCache)
          case .run(let cell)?: engine.run(cell.source, file: "l", line: cell.line)
          default: nil
          }
        }
      }
      let first = runAll(engine(), mayUseCache: true)
      #expect(first.allSatisfy { $0.failure == nil })
      #expect(first[1].printed == String(repeating: "turn\n", count: 5))
      #expect(first[2].printed.hasPrefix("total 7.5 [\"a\", \"b\"] 3\n"))
      // The second time the cell is silent, and everything after it is the same.
      let second = runAll(engine(), mayUseCache: true)
      #expect(second[1].printed.isEmpty)
      #expect(second[2].printed == first[2].printed)
      // Whoever asks for the cell sees it run; what comes before it makes another cell of it.
      #expect(runAll(engine(), mayUseCache: false)[1].printed == first[1].printed)
      let other = engine()
      _ = other.run("let before = 1", file: "l", line: 1)
      #expect(runAll(other, mayUseCache: true)[1].printed == first[1].printed)
      // A file that was damaged is no outcome.
      let files = try FileManager.default.contentsOfDirectory(atPath: cache.folder)
      for file in files {
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: cache.folder + "/" + file))
      }
      #expect(runAll(engine(), mayUseCache: true)[1].printed == first[1].printed)
    }
  }
}
