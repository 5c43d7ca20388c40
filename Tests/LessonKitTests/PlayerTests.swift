import Foundation
import Testing

@testable import LessonKit

/// A player over a lesson of the fake engine, and what it told.
final class Walkthrough {
  let engine = FakeEngine()
  let player: Player
  private(set) var told: [String] = []

  init(_ markdown: String, store: ProgressStore? = nil) throws {
    let lesson = try Fixtures.lesson(markdown)
    final class Box { var receive: (LessonEvent) -> Void = { _ in } }
    let box = Box()
    player = Player(lesson: lesson, engine: engine, store: store) { box.receive($0) }
    box.receive = { [unowned self] in self.told.append(Self.words($0)) }
  }

  /// What was told since the last call.
  func news() -> [String] {
    defer { told = [] }
    return told
  }

  static func words(_ event: LessonEvent) -> String {
    switch event {
    case .opened(_, let resumedAt): "opened" + (resumedAt.map { " at \($0)" } ?? "")
    case .step(let step, _): "step \(step.id)"
    case .next(let step, _): "next \(step.id)"
    case .willRun: "will run"
    case .ran(_, let result):
      "ran" + (result.failure.map { " and failed: \($0.message)" } ?? "")
    case .afterwards: "afterwards"
    case .guess(let isRight, let guess, let truth, let why):
      "guess \(guess) \(isRight.map { $0 ? "right" : "wrong" } ?? "none") \(truth) \(why)"
    case .checked(let passed, let refusals): passed ? "passed" : "refused \(refusals)"
    case .answered(let isRight, let why): isRight ? "right \(why)" : "wrong"
    case .hint(let text, let number, let count): "hint \(number)/\(count) \(text)"
    case .solution(let cell): "solution \(cell.source.trimmed)"
    case .note(let text): "note: \(text)"
    case .finished: "finished"
    }
  }
}

@Suite struct PlayerTests {
  static let lesson = """
    # One
    ```swift setup
    let base = 1
    ```
    ```swift
    let a = 2
    ```
    Done.

    # Words

    Only words.

    # Guess
    ```swift predict id=guess
    let b = 7
    ```
    > why: it is written there

    # Task
    ```swift exercise id=task
    let c = 0
    ```
    > hint: more than 4
    > hint: 5
    ```swift check for=task
    let scratch = 1
    expect(c == 5, "c should be 5")
    ```
    ```swift solution for=task
    let c = 5
    ```

    # Quiz
    ```quiz id=quiz
    Which?
    - [ ] this
    - [x] that
    > because
    ```

    # Broken
    ```swift breaks id=broken
    fail
    ```
    """

  @Test func enterWalksThroughTheLesson() throws {
    let walk = try Walkthrough(Self.lesson)
    walk.player.start()
    #expect(walk.news() == ["opened", "step one"])
    #expect(walk.engine.log == ["let base = 1"])
    walk.player.enter()
    #expect(walk.news() == ["will run", "ran", "afterwards", "next words"])
    #expect(walk.player.position == 1)
    walk.player.enter()
    #expect(walk.news() == ["step words"])
    walk.player.enter()
    #expect(walk.news() == ["step guess"])
  }

  @Test func aGuessIsComparedAfterTheRun() throws {
    let walk = try Walkthrough(Self.lesson)
    walk.player.start()
    walk.player.go(to: "guess")
    _ = walk.news()
    #expect(!walk.player.answer("a + 1"))
    #expect(walk.player.answer("8"))
    #expect(
      walk.news() == ["will run", "ran", #"guess 8 wrong 7 ["it is written there"]"#, "next task"])
    walk.player.back()
    _ = walk.news()
    #expect(walk.player.answer(" 7 "))
    #expect(walk.news()[2] == #"guess 7 right 7 ["it is written there"]"#)
  }

  @Test func enterAtAGuessAsksOnceAndThenRuns() throws {
    let walk = try Walkthrough(Self.lesson)
    walk.player.start()
    walk.player.go(to: "3")
    _ = walk.news()
    walk.player.enter()
    #expect(walk.news().first?.hasPrefix("note: guess first") == true)
    walk.player.enter()
    #expect(walk.news()[2] == #"guess  none 7 ["it is written there"]"#)
  }

  @Test func anAnswerIsCheckedAndLeavesNoScratch() throws {
    let walk = try Walkthrough(Self.lesson)
    walk.player.start()
    walk.player.go(to: "task")
    _ = walk.news()
    walk.player.enter()
    #expect(walk.news() == ["will run", #"refused ["\"c should be 5\""]"#])
    // Swift that has nothing to do with the exercise is not judged.
    _ = walk.engine.run("let other = 5", file: "prompt", line: 1)
    walk.player.learnerRan("let other = 5")
    #expect(walk.news() == [])
    _ = walk.engine.run("let c = 5", file: "prompt", line: 1)
    walk.player.learnerRan("let c = 5")
    #expect(walk.news() == ["passed", "next quiz"])
    #expect(walk.engine.values["scratch"] == nil)
    #expect(walk.engine.values["c"] == 5)
    #expect(walk.player.marks["task"] == .init(.done, answer: "let c = 5"))
  }

  /// A first attempt that failed is not kept beside the second: both declare the same name.
  @Test func onlyTheLastDeclarationOfANameIsKept() throws {
    let walk = try Walkthrough(Self.lesson)
    walk.player.start()
    walk.player.go(to: "task")
    for attempt in ["let c = 3", "let c = 4", "let c = 5"] {
      _ = walk.engine.run(attempt, file: "prompt", line: 1)
      walk.player.learnerRan(attempt)
    }
    #expect(walk.player.marks["task"] == .init(.done, answer: "let c = 5"))
  }

  @Test func hintsComeOneByOne() throws {
    let walk = try Walkthrough(Self.lesson)
    walk.player.start()
    walk.player.hint()
    walk.player.go(to: "task")
    _ = walk.news()
    walk.player.hint(2)
    walk.player.hint()
    walk.player.hint()
    walk.player.hint()
    walk.player.hint(1)
    #expect(
      walk.news() == [
        "note: hint 1 comes first: `:hint`", "hint 1/2 more than 4", "hint 2/2 5",
        "note: that was the last hint; `:solution` shows the answer", "hint 1/2 more than 4",
      ])
  }

  @Test func skippingAnExerciseShowsAndRunsItsSolution() throws {
    let walk = try Walkthrough(Self.lesson)
    walk.player.start()
    walk.player.go(to: "task")
    _ = walk.news()
    walk.player.skip()
    #expect(walk.news() == ["solution let c = 5", "next quiz"])
    #expect(walk.engine.values["c"] == 5)
    #expect(walk.player.marks["task"]?.mark == .skipped)
    walk.player.showSolution()
    #expect(walk.news() == ["solution let c = 5"])
  }

  @Test func aQuizTakesNumbersAndLetters() throws {
    let walk = try Walkthrough(Self.lesson)
    walk.player.start()
    walk.player.go(to: "quiz")
    _ = walk.news()
    #expect(walk.player.answer("1"))
    #expect(walk.player.answer("7"))
    #expect(!walk.player.answer("let x = 1"))
    #expect(walk.player.answer("b"))
    #expect(
      walk.news() == [
        "wrong", "note: type the number of an answer, 1 to 2", #"right ["because"]"#,
        "next broken",
      ])
  }

  @Test func aBrokenCellFinishesItsStep() throws {
    let walk = try Walkthrough(Self.lesson)
    walk.player.start()
    walk.player.go(to: "broken")
    _ = walk.news()
    walk.player.enter()
    #expect(walk.news() == ["will run", "ran and failed: it failed", "finished"])
    walk.player.enter()
    #expect(walk.news() == ["finished"])
  }

  @Test func aFailingCellKeepsItsStep() throws {
    let walk = try Walkthrough("# A\n```swift\nstop\n```\n")
    walk.player.start()
    walk.player.enter()
    #expect(walk.player.position == 0)
    #expect(walk.player.marks.isEmpty)
  }

  @Test func goingForwardRunsTheCellsBetween() throws {
    let walk = try Walkthrough(Self.lesson)
    walk.player.start()
    walk.player.go(to: "quiz")
    #expect(walk.engine.log == ["let base = 1", "let a = 2", "let b = 7", "let c = 5"])
    walk.player.go(to: "qiuz")
    walk.player.go(to: "99")
    #expect(
      walk.news().suffix(2) == [
        "note: there is no step ‘qiuz’: expected 1 to 6, or a step's id; did you mean quiz?",
        "note: there is no step ‘99’: expected 1 to 6, or a step's id; `:outline` lists them",
      ])
  }

  @Test func resumingRunsEarlierCellsQuietly() throws {
    try Fixtures.inTemporaryFolder { folder in
      let store = ProgressStore(folder: folder)
      let first = try Walkthrough(Self.lesson, store: store)
      first.player.start()
      first.player.enter()
      first.player.go(to: "task")
      _ = first.engine.run("let c = 5", file: "prompt", line: 1)
      first.player.learnerRan("let c = 5")

      let second = try Walkthrough(Self.lesson, store: store)
      var printed = 0
      second.engine.onOutput = { _ in printed += 1 }
      second.player.start()
      #expect(second.news() == ["opened at 5", "step quiz"])
      #expect(second.engine.log == ["let base = 1", "let a = 2", "let b = 7", "let c = 5"])
      #expect(printed == 0)

      second.player.forget()
      #expect(second.news() == ["step one"])
      #expect(store.load("test").progress == LessonProgress())
    }
  }

  @Test(arguments: [
    ("[1, 8, 32, 32]", [1, 8, 32, 32]), ("1 8 32", [1, 8, 32]), ("1x8×3", [1, 8, 3]),
    ("2_048", [2048]), ("-0.5", [-0.5]), ("a", nil), ("", nil), ("1 + 1", nil), ("[1, a]", nil),
    ("1..<3", nil), ("nan", nil), ("[]", nil),
  ])
  func guesses(line: String, numbers: [Double]?) {
    #expect(Guess(line)?.numbers == numbers)
  }

  @Test func aGuessNeedsWholeNumbersExactlyAndOthersNearly() {
    #expect(Guess("3")?.matches([3]) == true)
    #expect(Guess("3")?.matches([4]) == false)
    #expect(Guess("3 3")?.matches([3]) == false)
    #expect(Guess("0.333")?.matches([1.0 / 3]) == true)
    #expect(Guess("0.3")?.matches([1.0 / 3]) == false)
  }
}

@Suite struct ProgressTests {
  @Test func progressIsKept() throws {
    try Fixtures.inTemporaryFolder { folder in
      let store = ProgressStore(folder: folder + "/deep/down")
      var progress = LessonProgress()
      progress.position = "b"
      progress.steps["a"] = .init(.done, answer: "let a = \"1\"")
      try store.save(progress, for: "x")
      #expect(store.load("x").progress == progress)
      #expect(store.load("x").remark == nil)
      #expect(store.load("y").progress == LessonProgress())
      // Nothing is left beside it: it was written aside and renamed.
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder + "/deep/down") == ["x.json"])
    }
  }

  @Test(arguments: ["", "{", "\u{0}\u{1}", "[1]", #"{"steps": 3}"#])
  func aDamagedFileIsKeptAside(text: String) throws {
    try Fixtures.inTemporaryFolder { folder in
      let store = ProgressStore(folder: folder)
      let path = folder + "/x.json"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let (progress, remark) = store.load("x")
      #expect(progress == LessonProgress())
      #expect(remark?.contains(path + ".damaged") == true)
      #expect(try String(contentsOfFile: path + ".damaged", encoding: .utf8) == text)
      #expect(store.load("x").remark == nil)
    }
  }

  @Test func manyWritersNeverLeaveAHalfWrittenFile() throws {
    try Fixtures.inTemporaryFolder { folder in
      let store = ProgressStore(folder: folder)
      DispatchQueue.concurrentPerform(iterations: 64) { index in
        var progress = LessonProgress()
        for step in 0..<(index * 7) { progress.steps["step-\(step)"] = .init(.done) }
        try? store.save(progress, for: "x")
        #expect(store.load("x").remark == nil)
      }
      #expect(store.load("x").remark == nil)
    }
  }

  @Test func theStateFolderFollowsXDG() {
    #expect(ProgressStore.stateFolder(environment: ["XDG_STATE_HOME": "/s"]) == "/s/fovea")
    #expect(
      ProgressStore.stateFolder(environment: ["HOME": "/home/a"]) == "/home/a/.local/state/fovea")
    #expect(
      ProgressStore.stateFolder(environment: ["HOME": "/home/a", "XDG_STATE_HOME": "relative"])
        == "/home/a/.local/state/fovea")
  }
}

@Suite struct AtomicFileTests {
  @Test(arguments: [
    ("o", ""), ("/", "/"), ("", ""), ("/a", "/"), ("a/b", "a"), ("a/b/", "a/b"), ("//", "/"),
    ("/x/y.png", "/x"),
  ])
  func foldersOfPaths(path: String, folder: String) {
    #expect(AtomicFile.folder(of: path) == folder)
  }

  @Test func aReasonIsGivenInWords() throws {
    try Fixtures.inTemporaryFolder { folder in
      try Data().write(to: URL(fileURLWithPath: folder + "/file"))
      #expect {
        try AtomicFile.write([1], to: folder + "/file/below/a.png")
      } throws: { error in
        "\(error)" == "\(folder)/file cannot be written: it is a file, not a folder"
      }
      try AtomicFile.write([1, 2], to: folder + "/a/b/c")
      try AtomicFile.write([3], to: folder + "/a/b/c")
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/a/b/c")) == Data([3]))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/a/b") == ["c"])
      #expect {
        try AtomicFile.write([1], to: "/dev/full/x")
      } throws: { "\($0)" == "/dev/full cannot be written: it is a file, not a folder" }
    }
  }
}
