import Foundation
import Testing

/// Somebody types at the built `fovea`.
@Suite(.serialized) struct PromptTests {
  @Test func swiftIsAnswered() throws {
    try Built.inFolder { folder in
      let session = try TypedSession(in: folder)
      session.expect("2 lessons, 0 finished")
      session.expect("fovea> ")
      session.type("let answer = 6 * 7\n")
      session.expect("answer  Int 42")
      session.type("print(answer + 1)\n")
      session.expect("43")
      session.type("answr\n")
      session.expect("answer")
      session.type("\n")
      session.expect("no lesson is open")
      session.expect("fovea> ")
      session.type("\u{4}")
      session.expect("goodbye")
      #expect(session.end() == 0)
    }
  }

  @Test func memoryIsToldAndLimited() throws {
    try Built.inFolder { folder in
      let session = try TypedSession(in: folder)
      session.expect("fovea> ")
      session.type(":memory\n")
      session.expect("no variable holds a tensor")
      session.type("let little = try Tensor.zeros([4])\n")
      session.type("let both = [try Tensor.zeros([1024, 1024]), try Tensor.ones([1024, 512])]\n")
      session.expect("fovea> ")
      session.type(":memory\n")
      session.expect("in use")
      session.expect("your variables:")
      session.expect("both     6.0 MiB")
      session.expect("little")
      session.expect("16 bytes")
      session.type(":memory 64MiB\n")
      session.expect("limit   64.0 MiB")
      session.type("try Tensor.zeros([1 << 26])\n")
      session.expect("allocation: expected a tensor that fits into")
      session.type(":memory lots\n")
      session.expect("takes a limit such as 2GiB")
      session.type("print(6 * 7)\n")
      session.expect("42")
    }
  }

  @Test func tabCompletesVariablesCommandsAndLessons() throws {
    try Built.inFolder { folder in
      let session = try TypedSession(in: folder)
      session.expect("fovea> ")
      session.type("let elephants = 3\n")
      session.expect("elephants  Int 3")
      session.type("print(eleph\t + 4)\n")
      session.expect("7")
      // Members behind a dot, labels behind a bracket.
      session.type("let row = [1, 2, 3]\n")
      session.expect("row  [Int]")
      session.type("print(row.isEmp\t ? 1 : 500 + 55)\n")
      session.expect("555")
      session.type("stride(from: 0, to: 1, by\t 1)\n")
      session.expect("by: 1")
      session.expect("fovea> ")
      session.type(":outl\t\n")
      session.expect("no lesson is open")
      session.type(":lesson samp\t\n")
      session.expect("Counting windows")
      session.expect("[1·1]> ")
    }
  }

  @Test func inputGoesOnUntilItsBracketsBalance() throws {
    try Built.inFolder { folder in
      let session = try TypedSession(in: folder)
      session.expect("fovea> ")
      session.type("func twice(_ n: Int) -> Int {\n")
      session.expect("...> ")
      session.type("  n * 2\n")
      session.expect("...> ")
      session.type("}\n")
      session.expect("fovea> ")
      session.type("print(twice(21))\n")
      session.expect("42")
      session.type("let open = [1,\n")
      session.expect("...> ")
      session.type("\u{3}")
      session.expect("left unfinished")
      session.expect("fovea> ")
      session.type("print(twice(4))\n")
      session.expect("8")
    }
  }

  @Test func controlCStopsACellAndKeepsVariables() throws {
    try Built.inFolder { folder in
      let session = try TypedSession(in: folder)
      session.expect("fovea> ")
      session.type("var count = 5\n")
      session.expect("count  Int 5")
      session.type("while true { count = 6; print(\"round\"); while count == 6 {} }\n")
      // What the cell prints, not the echo of what was typed.
      session.expect("\n round")
      session.type("\u{3}")
      session.expect("stopped")
      session.expect("fovea> ")
      session.type("print(count * 100)\n")
      session.expect("600")
      // At an idle prompt it gives up the line, not the process.
      session.type("half a line")
      session.expect("half a line")
      session.type("\u{3}")
      session.expect("fovea> ")
      session.type("print(count * 200)\n")
      session.expect("1200")
    }
  }

  @Test func historyIsKeptBetweenRuns() throws {
    try Built.inFolder { folder in
      let first = try TypedSession(in: folder)
      first.expect("fovea> ")
      first.type("print(111 * 3)\n")
      first.expect("333")
      first.type("\u{1B}[A\n")
      first.expect("333")
      first.killHard()

      let second = try TypedSession(in: folder)
      second.expect("fovea> ")
      second.type("\u{1B}[A\n")
      second.expect("333")
    }
  }

  @Test func aLessonIsWalkedKilledAndResumed() throws {
    try Built.inFolder { folder in
      let first = try TypedSession(["lesson", "sample"], in: folder)
      first.expect("[1·1]> ")
      first.type("\n")
      first.expect("let places = width - size + 1")
      first.expect("[1·2]> ")
      first.type("\n")
      first.expect("places: 9")
      first.expect("one more than the difference")
      first.expect("[1·3]> ")
      first.type("\n")
      first.expect("How many places are left?")
      first.expect("[1·3]> ")
      first.type("4\n")
      first.expect("you said 4, it is 5")
      first.expect("(12 - 4) / 2 + 1 = 5")
      first.expect("[1·4]> ")
      first.type("\n")
      first.expect("Your turn")
      first.expect("[1·4]> ")
      first.killHard()

      let second = try TypedSession(in: folder)
      second.expect("fovea> ")
      second.type(":lesson smaple\n")
      second.expect("did you mean ‘sample’?")
      second.type(":lesson sample\n")
      second.expect("you stopped at step 4")
      second.expect("[1·4]> ")
      second.type("print(places + fewer)\n")
      second.expect("14")
      second.type("\n")
      second.expect("not yet")
      second.expect("has 5 places")
      second.type(":hint\n")
      second.expect("hint 1 of 2")
      second.type("func count(_ width: Int, _ size: Int, _ stride: Int) -> Int {\n")
      second.expect("...> ")
      second.type("(width - size) / stride + 1\n}\n")
      second.expect("that is right")
      second.expect("[1·5]> ")
      second.type("\n2\n")
      second.expect("Places are skipped.")
      second.expect("right")
      second.type("\n\n")
      second.expect("that was meant to fail")
      second.type("\n\n")
      second.expect("done")
      second.type("\n\n")
      second.expect("“Counting windows” is finished")
      second.type(":lessons\n")
      second.expect("✓ finished")
      second.type(":quit\n")
      second.expect("goodbye")
      #expect(second.end() == 0)
    }
  }

  @Test func aResizeInTheMiddleOfALineDoesNoHarm() throws {
    try Built.inFolder { folder in
      let session = try TypedSession(in: folder)
      session.expect("fovea> ")
      session.type("print(40")
      session.resize(columns: 20, rows: 10)
      session.type(" + 2)\n")
      session.expect("42")
      session.type(":lesson sample\n")
      session.expect("[1·1]> ")
      session.type(":quit\n")
      #expect(session.end() == 0)
    }
  }
}

/// `fovea` with nobody at a terminal.
@Suite(.serialized) struct CommandTests {
  @Test func aScriptOnStandardInputIsEchoedAndAnswered() throws {
    try Built.inFolder { folder in
      let script = """
        let a = 20
        func double(_ n: Int) -> Int {
          n * 2
        }
        print(double(a) + 2)
        :varz
        :vars
        """
      let (status, output, complaints) = try Built.run(
        ["--lessons", Built.lessons], input: script, in: folder)
      #expect(status == 0)
      #expect(complaints == "")
      #expect(output.contains("fovea> let a = 20\n a  Int 20\n"))
      #expect(output.contains("   ...>   n * 2\n"))
      #expect(output.contains("fovea> print(double(a) + 2)\n 42\n"))
      #expect(output.contains("there is no command ‘:varz’; did you mean `:vars`?"))
      #expect(!output.contains("\u{1B}"))
    }
  }

  @Test(arguments: [
    (["frobnicate"], "there is no command ‘frobnicate’"),
    (["lesonn", "sample"], "did you mean ‘fovea lesson’?"),
    (["run"], "Missing expected argument"),
    (["run", "smaple", "--lessons", Built.lessons], "did you mean ‘sample’?"),
    (["check", "smaple", "--lessons", Built.lessons], "did you mean ‘sample’?"),
    (["lesson", "sample", "--pictures", "loud"], "loud"),
  ])
  func badUsageEndsWithTwo(arguments: [String], complaint: String) throws {
    try Built.inFolder { folder in
      let (status, output, complaints) = try Built.run(arguments, in: folder)
      #expect(status == 2)
      #expect(output == "")
      #expect(complaints.contains(complaint))
    }
  }

  @Test func failedWorkEndsWithOne() throws {
    try Built.inFolder { folder in
      #expect(try Built.run(["run", "nowhere.swift"], in: folder).status == 1)
      #expect(try Built.run(["check", "--lessons", folder + "/none"], in: folder).status == 1)
      try Data("print(1)\nlet a = [1][5]\nprint(2)\n".utf8).write(
        to: URL(fileURLWithPath: folder + "/bad.swift"))
      let (status, output, complaints) = try Built.run(["run", "bad.swift"], in: folder)
      #expect(status == 1)
      #expect(output == "1\n")
      #expect(complaints.contains("bad.swift:2:"))
    }
  }

  @Test func helpIsNoFailure() throws {
    try Built.inFolder { folder in
      let (status, output, _) = try Built.run(["--help"], in: folder)
      #expect(status == 0)
      #expect(output.contains("lesson"))
    }
  }

  @Test func aLessonPlaysWithNobodyAtTheKeyboard() throws {
    try Built.inFolder { folder in
      let (status, output, complaints) = try Built.run(
        ["run", "sample", "--lessons", Built.lessons, "--out", "out"], in: folder)
      #expect(status == 0)
      #expect(complaints == "")
      #expect(output.contains("places: 9"))
      #expect(output.contains(" fewer  Int 5\n   (12 - 4) / 2 + 1 = 5\n"))
      #expect(output.contains("“Counting windows” is finished"))
    }
  }

  @Test func aFileOfLessonSwiftPrintsItsResults() throws {
    try Built.inFolder { folder in
      try Data("let a = 6\nprint(a * 7)\n".utf8).write(
        to: URL(fileURLWithPath: folder + "/a.swift"))
      let (status, output, complaints) = try Built.run(["run", "a.swift"], in: folder)
      #expect(status == 0)
      #expect(output == "42\n")
      #expect(complaints == "")
    }
  }

  @Test func theFixturesAreSoundAndCompile() throws {
    try Built.inFolder { folder in
      let (status, output, complaints) = try Built.run(
        ["check", "--compile", "--lessons", Built.lessons], in: folder)
      #expect(output == "1-sample: sound\n2-second: sound\n")
      #expect(complaints == "")
      #expect(status == 0)
    }
  }

  @Test func aFaultyCellIsNamed() throws {
    try Built.inFolder { folder in
      try Self.write("let a = 1\na.nothing\n", to: folder)
      let (status, output, _) = try Built.run(
        ["check", "--compile", "--lessons", folder + "/lessons"], in: folder)
      #expect(status == 1)
      #expect(output.contains("lesson.md:8: [introduction] the cell fails"))
    }
  }

  /// A real disagreement: the compiler on PATH is a script that changes the program first.
  @Test func theCompilerContradicts() throws {
    try Built.inFolder { folder in
      let tools = folder + "/tools"
      try FileManager.default.createDirectory(atPath: tools, withIntermediateDirectories: true)
      let script = """
        #!/bin/sh
        for word; do case "$word" in */main.swift) sed -i 's/6 \\* 7/6 * 8/' "$word";; esac; done
        PATH="${PATH#*:}" exec swiftc "$@"
        """
      try Data(script.utf8).write(to: URL(fileURLWithPath: tools + "/swiftc"))
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: tools + "/swiftc")
      try Self.write("print(6 * 7)\n", to: folder)
      let (status, output, _) = try Built.run(
        ["check", "--compile", "--lessons", folder + "/lessons"], in: folder,
        firstOnPath: tools)
      #expect(status == 1)
      #expect(
        output.contains(
          "lesson.md:7: [introduction] printed line 1 differs: compiled ‘48’, interpreted ‘42’"))
    }
  }

  @Test func withoutAToolchainCompilingSaysSo() throws {
    try Built.inFolder { folder in
      let (status, output, complaints) = try Built.run(
        ["check", "--compile", "--lessons", Built.lessons], in: folder, path: folder)
      #expect(status == 1)
      #expect(output == "")
      #expect(complaints.contains("there is no `swiftc` on PATH"))
    }
  }

  /// A lesson of one cell; its code begins on line 7.
  private static func write(_ cell: String, to folder: String) throws {
    let lesson = folder + "/lessons/01-odd"
    try FileManager.default.createDirectory(atPath: lesson, withIntermediateDirectories: true)
    let text = "---\ntitle: Odd\nsummary: Odd.\nminutes: 1\n---\n```swift\n\(cell)```\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: lesson + "/lesson.md"))
  }
}

@Suite struct TerminalGraphicsTests {
  @Test func aTerminalThatKnowsSixelGetsSixels() throws {
    try Built.inFolder { folder in
      let session = try TypedSession(in: folder)
      session.expect("AAAA")  // the query
      // Its answers, and somebody who types already.
      session.type("\u{1B}[6;20;10tlet early = 41\n\u{1B}[?62;4;22c")
      session.expect("fovea>")
      session.expect("early  Int 41")
      session.type("try show(Image(width: 3, height: 2, color: .red), \"small\")\n")
      session.expect("\"1;1;")
      session.expect("small →")
      session.type(":quit\n")
      #expect(session.end() == 0)
    }
  }
}

@Suite(.serialized) struct CourseCommandTests {
  @Test func playingLeavesTheLessonAsItWas() throws {
    try Built.inFolder { folder in
      let session = try TypedSession(["lesson", "sample"], in: folder)
      session.expect("[1·1]>")
      session.type("let kept = 1\n")
      session.expect("kept  Int 1")
      session.type(":play\n")
      session.expect("[1·1 play]>")
      session.type("let kept = 2\n")
      session.expect("kept  Int 2")
      session.type("\n")
      session.expect("`:resume` goes back".replacing("`", with: ""))
      session.type(":next\n")
      session.expect("first goes back")
      session.type(":resume\n")
      session.expect("as they were")
      session.type("print(kept * 100)\n")
      session.expect("100")
      session.type(":quit\n")
      #expect(session.end() == 0)
    }
  }

  @Test func nothingIsForgottenWithoutAYes() throws {
    try Built.inFolder { folder in
      let session = try TypedSession(["lesson", "sample"], in: folder)
      session.expect("[1·1]>")
      session.type("let kept = 1\n")
      session.expect("kept  Int 1")
      session.type(":restart\n")
      session.expect("will be gone [y/N]")
      session.type("\n")
      session.expect("left as it is")
      session.type("print(kept + 41)\n")
      session.expect("42")
      session.type(":restart\n")
      session.expect("[y/N]")
      session.type("yes\n")
      session.expect("[1·1]>")
      session.type("print(kept)\n")
      session.expect("kept")
      session.type(":find zzzz\n")
      session.expect("stands in no lesson")
      session.type(":info\n")
      session.expect("takes")
      session.type(":save answers.txt\n")
      session.expect("expected a name such as answers.swift")
      session.type(":save \(folder)/typed.swift\n")
      session.expect("→")
      session.type(":quit\n")
      #expect(session.end() == 0)
      let saved = try String(contentsOfFile: folder + "/typed.swift", encoding: .utf8)
      #expect(saved == "import Fovea\n\nlet kept = 1\nprint(kept + 41)\n")
    }
  }
}

@Suite struct AuthorCommandTests {
  @Test func aNewLessonIsSoundAndItsAnswersAreGraded() throws {
    try Built.inFolder { folder in
      let made = try Built.run(["new-lesson", "edges", "--lessons", folder + "/mine"], in: folder)
      #expect(made.status == 0)
      #expect(made.output == folder + "/mine/01-edges/lesson.md\n")
      let checked = try Built.run(["check", "--lessons", folder + "/mine"], in: folder)
      #expect(checked.output == "1-edges: sound\n")
      #expect(checked.status == 0)

      let head = "// lesson: edges\n// exercise: edges-exercise\n"
      let answers = [
        "func area(width: Int, height: Int) -> Int { height * width }\n",
        "func area(width: Int, height: Int) -> Int { 12 + width - 3 + height }\n",
        "func area(width: Int, height: Int) -> Int { while true {} }\n",
      ]
      var files: [String] = []
      for (index, answer) in answers.enumerated() {
        files.append("\(folder)/\(index).swift")
        try Data((head + answer).utf8).write(to: URL(fileURLWithPath: files[index]))
      }
      let graded = try Built.run(
        ["grade"] + files + ["--lessons", folder + "/mine", "--seconds", "0.5"], in: folder)
      #expect(graded.status == 0)
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(graded.output.utf8)) as? [[String: Any]])
      #expect(json.map { $0["passed"] as? Int } == [1, 0, 0])
      let outcomes = json.compactMap { ($0["exercises"] as? [[String: Any]])?.first?["outcome"] }
      #expect(outcomes.map { $0 as? String } == ["passed", "refused", "failed"])

      let missing = try Built.run(["grade", "nothing.swift"], in: folder)
      #expect(missing.status == 1)
      #expect(missing.output.isEmpty)
    }
  }
}

@Suite struct DamagedProgressTests {
  @Test func aDamagedFileIsPutAsideAndToldOf() throws {
    try Built.inFolder { folder in
      let progress = folder + "/state/fovea/progress"
      try FileManager.default.createDirectory(
        atPath: progress, withIntermediateDirectories: true)
      try Data("{\"steps".utf8).write(to: URL(fileURLWithPath: progress + "/sample.json"))
      let run = try Built.run(
        ["--lessons", Built.lessons, "--out", folder + "/out"],
        input: ":lesson sample\n:quit\n", in: folder)
      #expect(run.status == 0)
      #expect(run.output.contains("the progress file was damaged; it is kept as"))
      #expect(run.output.contains("step 1 of"))
      let kept = try String(contentsOfFile: progress + "/sample.json.damaged", encoding: .utf8)
      #expect(kept == "{\"steps")
    }
  }
}
