import Synchronization
import Testing

@testable import Training

@Suite struct TrainingLogTests {
  @Test func csvIsReadBack() throws {
    var log = TrainingLog()
    log.termNames = ["class", "box"]
    log.scoreName = "AP"
    log.rows = [
      .init(step: 10, seconds: 1.5, learningRate: 0.25, loss: 3, terms: [1, 2], score: nil),
      .init(step: 20, seconds: 3, learningRate: 0.125, loss: 1.5, terms: [1, 0.5], score: 0.5),
    ]
    #expect(
      log.csv == """
        step,seconds,learning_rate,loss,class,box,validation_AP
        10,1.5,0.250000,3.00000,1.00000,2.00000,
        20,3.0,0.125000,1.50000,1.00000,0.50000,0.50000

        """)
    #expect(try TrainingLog(csv: log.csv) == log)
    #expect(try TrainingLog(csv: log.csv, upTo: 19).rows.map(\.step) == [10])
  }

  @Test func aSingleTermHasNoColumnOfItsOwn() throws {
    var log = TrainingLog()
    log.termNames = ["cross_entropy"]
    log.rows = [
      .init(step: 1, seconds: 0, learningRate: 1, loss: 2, terms: [2], score: nil)
    ]
    #expect(log.csv == "step,seconds,learning_rate,loss,score\n1,0.0,1.000000,2.00000,\n")
    #expect(try TrainingLog(csv: log.csv).rows == log.rows)
  }

  @Test(arguments: [
    ("", "log.csv, line 1"), ("a,b,c\n", "log.csv, line 1"),
    ("step,seconds,learning_rate,loss,score\n1,2,3\n", "log.csv, line 2"),
    ("step,seconds,learning_rate,loss,score\n1,2,3,4,\nx,2,3,4,5\n", "log.csv, line 3"),
    ("step,seconds,learning_rate,loss,score\n1,2,3,4,high\n", "log.csv, line 2"),
  ])
  func aDamagedLogNamesTheLine(csv: String, place: String) {
    let error = #expect(throws: TrainingError.self) { try TrainingLog(csv: csv) }
    #expect(error?.place == place)
  }

  @Test func aPlainLineComesNowAndThenAndABarIsRedrawn() {
    func output(isTerminal: Bool) -> [String] {
      let lines = Lines()
      var progress = ProgressReporter(isTerminal: isTerminal, interval: 15) { lines.add($0) }
      for step in 1...100 {
        progress.report(
          "p", done: step, of: 100, details: "loss \(100 - step)", seconds: Double(step),
          left: Double(100 - step))
      }
      progress.say("done")
      return lines.all
    }
    let plain = output(isTerminal: false)
    #expect(plain.first == "p 1/100  loss 99  1m 39s left\n")
    #expect(plain.count == 9)  // at 1, 16, 31 … 91, at the end, and the last word
    #expect(plain.suffix(2) == ["p 100/100  loss 0  0s left\n", "done\n"])
    let bars = output(isTerminal: true)
    #expect(bars.count == 102)
    #expect(bars[49] == "\rp ▕██████████          ▏ 50/100  loss 50  50s left")
    // A shorter line covers the longer one before it: loss 9 after loss 10.
    #expect(bars[90].hasSuffix("9s left  "))
    #expect(bars[100].hasPrefix("\r  "))
  }

  @Test(arguments: [
    (-5.0, "0s"), (59.4, "59s"), (65, "1m 05s"), (7380, "2h 03m"), (.infinity, "277h 46m"),
  ])
  func durationsAreShort(seconds: Double, text: String) {
    #expect(ProgressReporter.duration(seconds) == text)
  }
}

private final class Lines: Sendable {
  private let lines = Mutex<[String]>([])
  func add(_ line: String) { lines.withLock { $0.append(line) } }
  var all: [String] { lines.withLock { $0 } }
}
