import Testing

@testable import Layers

@Suite struct ScheduleTests {
  @Test(arguments: ["step", "milestones", "cosine", "warmUp"])
  func followsPyTorch(_ name: String) throws {
    let rates = try #require(readFixture("schedules", as: [String: [Float]].self)[name])
    let schedule =
      switch name {
      case "step": try Schedule.step(0.2, every: 7, factor: 0.3)
      case "milestones": Schedule.step(0.2, at: [4, 10, 25])
      case "cosine": try Schedule.cosine(0.2, to: 0.01, steps: 30)
      default: try Schedule.warmUp(steps: 5, from: 0.1, then: .cosine(0.2, steps: 25))
      }
    #expect(rates.count == 30)
    for (step, rate) in rates.enumerated() {
      #expect(abs(schedule(step) - rate) <= 1e-6 * rate, "step \(step)")
    }
  }

  @Test func theEndsAreQuiet() throws {
    let cosine = try Schedule.cosine(0.2, to: 0.01, steps: 30)
    #expect(cosine(30) == 0.01 && cosine(.max) == 0.01 && cosine(.min) == 0.2)
    let step = try Schedule.step(0.2, every: 1)
    #expect(step(.max) == 0)
    #expect(Schedule.constant(0.3)(99) == 0.3)
    #expect((0.3 as Schedule) == 0.3)
    #expect(try Schedule.warmUp(steps: .max, then: 1)(5) < 0.01)
  }
}
