import Checkpoints
import Evaluation
import Testing

@testable import Training

@Suite struct ClassifierScoreTests {
  static func score() throws -> ClassifierScore {
    let confusion = try ConfusionMatrix(
      classNames: ["cat", "dog", "emu"], truths: [0, 0, 0, 1], predictions: [0, 0, 1, 1])
    return ClassifierScore(model: "m", confusion: confusion)
  }

  @Test func jsonIsOneStrictObject() throws {
    let json = try Self.score().json
    #expect(!json.contains("\n"))
    let object = try JSON(Array(json.utf8))
    #expect(object["model"] == .string("m"))
    #expect(object["images"] == .number("4"))
    #expect(object["accuracy"] == .number("0.750000"))
    #expect(object["classes"] == .array([.string("cat"), .string("dog"), .string("emu")]))
    #expect(object["recall"] == .array([.number("0.666667"), .number("1.000000"), .null]))
    #expect(object["precision"] == .array([.number("1.000000"), .number("0.500000"), .null]))
    #expect(
      object["confusion"]
        == .array([[2, 1, 0], [0, 1, 0], [0, 0, 0]].map { .array($0.map { .number("\($0)") }) }))
  }

  @Test func textBeginsWithTheAccuracy() throws {
    let score = try Self.score()
    #expect(score.text.hasPrefix("m: accuracy 75.00 %, 3 of 4 crops\n\ntruth"))
    #expect(score.text.hasSuffix(score.confusion.table))
  }
}
