/// Plays a lesson with nobody at the keyboard and keeps all of it, for a page.
public struct LessonWeaver {
  private var steps: [WovenStep] = []
  private var names: Set<String> = []
  private var failure: (any Error)?

  /// Runs every cell of the lesson; solutions stand in for exercises.
  ///
  /// - Parameter engine: without variables.
  /// - Throws: `LessonProblems` when a cell fails or a picture is blank: a page shows only what was
  ///   computed. `CancellationError` after Ctrl-C; whatever encoding a picture throws.
  public static func weave(_ lesson: Lesson, engine: any CellEngine) throws -> WovenLesson {
    var weaver = LessonWeaver()
    let output = engine.onOutput
    engine.onOutput = { _ in }
    defer { engine.onOutput = output }
    let walk = LessonWalk(lesson: lesson, engine: engine, isChecking: false) { weaver.take($0) }
    walk.run()
    if walk.wasInterrupted { throw CancellationError() }
    if !walk.problems.isEmpty { throw LessonProblems(walk.problems) }
    if let failure = weaver.failure { throw failure }
    return WovenLesson(lesson: lesson, steps: weaver.steps)
  }

  private mutating func take(_ event: LessonEvent) {
    switch event {
    case .step(let step, _): steps.append(WovenStep(step: step))
    case .willRun(_, let cell): withLastStep { $0.run = WovenRun(cell: cell, outputs: []) }
    case .ran(let step, let result):
      let outputs = woven(result, step: step)
      withLastStep { $0.run?.outputs += outputs }
    case .guess(_, _, let truth, _): withLastStep { $0.run?.truth = truth }
    case .opened, .next, .afterwards, .checked, .answered, .hint, .solution, .note, .finished: break
    }
  }

  private mutating func withLastStep(_ change: (inout WovenStep) -> Void) {
    if !steps.isEmpty { change(&steps[steps.count - 1]) }
  }

  private mutating func woven(_ result: CellResult, step: Step) -> [WovenOutput] {
    var outputs: [WovenOutput] = []
    for output in result.outputs {
      switch output {
      case .text(let text):
        if case .text(let before)? = outputs.last {
          outputs[outputs.count - 1] = .text(before + text)
        } else {
          outputs.append(.text(text))
        }
      case .picture(let picture):
        do {
          outputs.append(.picture(try woven(picture, step: step)))
        } catch {
          failure = failure ?? error
        }
      case .expectation: break
      }
    }
    if let value = result.value, !value.summary.isEmpty { outputs.append(.value(value.summary)) }
    if let failure = result.failure { outputs.append(.error(failure.message)) }
    return outputs
  }

  private mutating func woven(_ picture: ShownPicture, step: Step) throws -> WovenPicture {
    let number = (step.number < 10 ? "0" : "") + "\(step.number)"
    let base = "\(number)-\(PictureFiles.slug(picture.caption))"
    var (name, count) = (base, 1)
    while !names.insert(name).inserted {
      count += 1
      name = "\(base)-\(count)"
    }
    let caption = picture.caption.isEmpty ? "Step \(step.number), \(step.title)" : picture.caption
    return WovenPicture(
      name: name, caption: caption, width: picture.raster.width, height: picture.raster.height,
      png: try picture.png())
  }
}
