import Testing

@testable import LessonKit

@Suite struct DocumentTests {
  @Test func theSampleReadsAsWritten() throws {
    let lesson = try Fixtures.sample()
    #expect(lesson.number == 1)
    #expect(lesson.name == "sample")
    #expect(lesson.folderName == "01-sample")
    #expect(lesson.title == "Counting windows")
    #expect(lesson.paper == "Nobody, *Nothing*, 1999")
    #expect(
      lesson.steps.map(\.id) == [
        "counting-windows", "a-first-count", "stride-two", "count", "why-fewer", "too-far", "slow",
        "summary",
      ])
    #expect(lesson.setup.map(\.source) == ["let width = 12\nlet size = 4\n"])
    #expect(lesson.setup.map(\.line) == [14])
  }

  @Test func proseStandsBeforeAndAfterTheCell() throws {
    let step = try Fixtures.sample().steps[1]
    guard case .run(let cell) = step.activity else {
      Issue.record("expected a cell")
      return
    }
    #expect(cell.source.hasPrefix("let places"))
    #expect(step.prose.count == 1)
    #expect(
      step.afterwards.map(\.content) == [
        .paragraph([.text("As you see, one more than the difference.")])
      ])
  }

  @Test func anExerciseCollectsItsParts() throws {
    guard case .exercise(let exercise) = try Fixtures.sample().steps[3].activity else {
      Issue.record("expected an exercise")
      return
    }
    #expect(exercise.checks.count == 1)
    #expect(exercise.solution.source.contains("/ stride + 1"))
    #expect(exercise.wrong.count == 1)
    #expect(
      exercise.hints == [
        "The last window begins at `width - size`.",
        "`(width - size) / stride` jumps, and the first place.",
      ])
  }

  @Test func predictQuizBreaksAndSlowAreKnown() throws {
    let steps = try Fixtures.sample().steps
    guard case .predict(_, let hints, let why) = steps[2].activity,
      case .quiz(let quiz) = steps[4].activity, case .breaks = steps[5].activity,
      case .slow(_, let quick) = steps[6].activity
    else {
      Issue.record("another kind")
      return
    }
    #expect(hints == ["Every second place goes."])
    #expect(why == ["(12 - 4) / 2 + 1 = 5"])
    #expect(quiz.answers == ["The window is larger.", "Places are skipped."])
    #expect(quiz.right == 1)
    #expect(quiz.why == ["A stride of two skips every second place."])
    #expect(quick == 2)
  }

  @Test func stepsBeginAtHeadingsAndRules() throws {
    let lesson = try Fixtures.lesson(
      """
      One.
      ```swift
      let a = 1
      ```
      ---
      Two.
      ```swift
      let b = 1
      ```
      # Part
      ## Three
      Words.
      ## Three
      """)
    #expect(lesson.steps.map(\.id) == ["introduction", "step-2", "three", "three-2"])
    #expect(lesson.steps[2].prose.first?.content == .heading(level: 1, [.text("Part")]))
  }

  @Test func hintAndWhyLinesMayShareAQuotation() throws {
    let lesson = try Fixtures.lesson(
      """
      ```swift predict id=a
      1
      ```
      > hint: One
      > goes on.
      > why: Because
      > of it.
      """)
    guard case .predict(_, let hints, let why) = lesson.steps[0].activity else {
      Issue.record("expected a predict")
      return
    }
    #expect(hints == ["One goes on."])
    #expect(why == ["Because of it."])
  }

  @Test func anOrdinaryQuotationIsProse() throws {
    let lesson = try Fixtures.lesson("> A wise word.\n\n```swift\n1\n```\n")
    #expect(lesson.steps[0].prose.count == 1)
  }

  @Test func otherFencesAreListings() throws {
    let lesson = try Fixtures.lesson("```text\nx\n```\n```\ny\n```\n```swift\nlet a = 1\n```\n")
    #expect(lesson.steps[0].prose.count == 2)
  }

  /// Markdown → what the author is told, in the order of lines.
  static let broken: [(String, [String])] = [
    (
      "```swift exersise id=a\nlet a = 1\n```\n",
      [
        "lesson.md:6: ```swift exersise id=a: unknown word ‘exersise’ after ‘swift’; "
          + "did you mean ‘exercise’?"
      ]
    ),
    (
      "# A\n```swift predict idd=a\nlet a = 1\n```\n",
      ["lesson.md:7: [A] ```swift predict idd=a: unknown key ‘idd’; did you mean ‘id’?"]
    ),
    (
      "```swift predict\nlet a = 1\n```\n",
      [
        "lesson.md:6: ```swift predict: needs ‘id=NAME’, kept for ever: progress hangs on it"
      ]
    ),
    (
      "```swift breaks id=a\n1\n```\n---\n```swift breaks id=a\n2\n```\n",
      ["lesson.md:10: [a] id ‘a’ is taken already, on line 6"]
    ),
    (
      "```swift exercise id=sum\n1\n```\n```swift check for=sun\n1\n```\n"
        + "```swift solution for=sum\n2\n```\n",
      [
        "lesson.md:6: [sum] the exercise has no ‘swift check for=sum’",
        "lesson.md:9: [sun] ‘swift check for=sun’: there is no exercise ‘sun’; did you mean ‘sum’?",
      ]
    ),
    (
      "```swift exercise id=sum\n1\n```\n```swift check for=sum\n1\n```\n",
      ["lesson.md:6: [sum] expected one ‘swift solution for=sum’, found 0"]
    ),
    (
      "```swift\n1\n```\n```swift\n2\n```\n",
      [
        "lesson.md:9: a second main cell in one step (the first is on line 6): "
          + "begin a new step with a heading or ‘---’"
      ]
    ),
    ("```swift\n\n```\n", ["lesson.md:6: the ```swift block is empty"]),
    (
      "Only words.\n", ["lesson.md:6: the lesson has no cell: expected at least one ```swift block"]
    ),
    (
      "- a\n  ```swift\n  1\n  ```\n\n```swift\n1\n```\n",
      [
        "lesson.md:7: the ```swift block stands inside a list or quotation; a cell stands at the margin"
      ]
    ),
    (
      "```swift slow\n1\n```\n",
      ["lesson.md:6: ```swift slow: needs ‘quick=N’: the iterations `fovea check` runs"]
    ),
    (
      "```quiz id=q\nWhy?\n- [ ] a\n- [ ] b\n```\n",
      ["lesson.md:6: [q] quiz: expected one right answer ‘- [x]’, found 0"]
    ),
    (
      "```swift\n1\n```\n> hint: no\n",
      ["lesson.md:9: [introduction] ‘> hint:’ belongs to a step with a predict, exercise or quiz"]
    ),
    (
      "```swfit exercise id=a\n1\n```\n```swift\n1\n```\n",
      ["lesson.md:6: ```swfit exercise id=a: unknown fence ‘swfit’; did you mean ‘swift’?"]
    ),
    (
      "```swift\n1\n```\nSee {{source A.swift#b}} there.\n",
      ["lesson.md:9: [Introduction] {{source …}} needs a paragraph of its own"]
    ),
    (
      "```swift\n1\n```\n\n{{source A.swift#b}}\n",
      [
        "lesson.md:10: [Introduction] A.swift#b was not woven into quotes.json; run `make quotes`"
      ]
    ),
  ]

  @Test(arguments: broken)
  func aBrokenLessonIsComplainedAbout(markdown: String, complaints: [String]) {
    #expect(Fixtures.complaints(markdown) == complaints)
  }

  /// Front matter → what the author is told.
  static let brokenFrontMatter: [(String, [String])] = [
    (
      "# No front matter\n",
      [
        "lesson.md:1: expected front matter that begins with ‘---’, found ‘# No front matter’"
      ]
    ),
    (
      "---\ntitle: T\n",
      [
        "lesson.md:1: the front matter is not closed: expected a second ‘---’ line"
      ]
    ),
    (
      "---\ntitle: T\nminutes: soon\n---\n```swift\n1\n```\n",
      [
        "lesson.md:1: front matter lacks ‘summary’: expected some text",
        "lesson.md:3: ‘minutes’: expected a whole number above 0, found ‘soon’",
      ]
    ),
    (
      "---\ntitle: T\nsummary: S\nminuts: 3\nminutes: 4\n---\n```swift\n1\n```\n",
      [
        "lesson.md:4: front matter has the unknown field ‘minuts’; did you mean ‘minutes’?"
      ]
    ),
    (
      "---\ntitle: T\nsummary: S\nminutes: 4\nprerequisites: tensors\n---\n```swift\n1\n```\n",
      [
        "lesson.md:5: ‘prerequisites’: expected a list such as [tensors], found ‘tensors’"
      ]
    ),
    (
      "---\ntitle: [a]\nsummary: S\nminutes: 4\n---\n```swift\n1\n```\n",
      [
        "lesson.md:2: ‘title’: expected text, found a list"
      ]
    ),
    (
      "---\ntitle: A: B\nsummary: S\nminutes: 4\n---\n```swift\n1\n```\n",
      [
        "lesson.md:2: the front matter is not YAML: mapping values are not allowed in this context"
          + " (a value with ‘:’ needs quotation marks)"
      ]
    ),
  ]

  @Test(arguments: brokenFrontMatter)
  func brokenFrontMatterNamesLineAndField(text: String, complaints: [String]) {
    #expect(
      Fixtures.complaints {
        try LessonReader.read(text, file: "lesson.md", folderName: "01-x")
      } == complaints)
  }

  @Test func aFolderNeedsANumberAndAName() {
    let complaints = Fixtures.complaints {
      try LessonReader.read("", file: "lesson.md", folderName: "sliding")
    }
    #expect(complaints.first?.contains("NN-name") == true)
  }
}

@Suite struct QuoteTests {
  @Test func aMarkedPassageIsShiftedLeft() throws {
    let source = try String(contentsOfFile: Fixtures.folder + "/Demo.swift.txt", encoding: .utf8)
    let text = try SourceQuotes.excerpt(of: "inner", from: source, path: "Demo.swift")
    #expect(text == "width * height\n")
  }

  @Test func aMissingMarkerNamesTheNearest() {
    do {
      _ = try SourceQuotes.excerpt(of: "innr", from: "// quote: inner\n", path: "Demo.swift")
      Issue.record("expected an error")
    } catch {
      #expect(
        error.message
          == "Demo.swift has no line ‘// quote: innr’; did you mean ‘inner’?")
    }
  }

  @Test func wovenQuotesServeWithoutSources() throws {
    let quotes = SourceQuotes(woven: ["Sources/A.swift#b": "let a = 1\n"])
    let lesson = try Fixtures.lesson(
      "{{source Sources/A.swift#b}}\n\n```swift\n1\n```\n", quotes: quotes)
    #expect(
      lesson.steps[0].prose.map(\.content) == [
        .code(info: "swift", text: "let a = 1\n", isFenced: true)
      ])
  }
}

@Suite struct CourseTests {
  @Test func lessonsStandInOrder() throws {
    let course = try Course(folder: Fixtures.lessons)
    #expect(course.entries.map(\.name) == ["sample", "second"])
  }

  @Test(arguments: ["sample", "1", "01", "01-sample"])
  func aLessonHasSeveralNames(word: String) throws {
    #expect(try Course(folder: Fixtures.lessons).lesson(called: word).name == "sample")
  }

  @Test func aMisspeltLessonNamesTheNearest() throws {
    let course = try Course(folder: Fixtures.lessons)
    #expect {
      try course.lesson(called: "smaple")
    } throws: { error in
      "\(error)" == "no lesson is called ‘smaple’; did you mean ‘sample’?"
    }
  }

  @Test(arguments: [("widnow", "window"), ("conv2", "conv2D"), ("zzzz", nil)])
  func nearestNames(word: String, expected: String?) {
    #expect(NearestName.of(word, in: ["window", "conv2D", "relu"]) == expected)
  }

  @Test(arguments: [
    String(repeating: ">", count: 100_000) + " deep",
    String(repeating: "![", count: 500) + "deep" + String(repeating: "](x)", count: 500),
    String(repeating: "- ", count: 20_000) + "deep",
  ])
  func absurdlyNestedMarkdownIsReadToADepth(_ markdown: String) {
    let blocks = MarkdownParser.blocks(of: markdown)
    #expect(blocks.count == 1)
    #expect("\(blocks)".contains("…"))
  }
}
