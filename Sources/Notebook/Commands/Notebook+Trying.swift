import LessonKit

extension Command {
  /// Leaving the path, and coming back.
  static let trying = [
    Command(name: "play", help: "try anything; `:resume` brings all back") {
      notebook, _ in notebook.play()
    },
    Command(name: "resume", help: "back from `:play` to the lesson") { notebook, _ in
      notebook.resume()
    },
    Command(name: "restart", help: "begins the lesson again, without any variable") {
      notebook, _ in notebook.restart()
    },
    Command(name: "forget", help: "forgets the lesson's progress, and begins again") {
      notebook, _ in notebook.forget()
    },
    Command(name: "reload", help: "reads the lesson's file again: for its author") {
      notebook, _ in notebook.reload()
    },
  ]
}

extension Notebook {
  func play() {
    guard let player else {
      return printer.remark("without a lesson there is nothing to come back to: just type")
    }
    guard beforePlaying == nil else {
      return printer.remark("you are playing already; `:resume` goes back")
    }
    beforePlaying = engine.snapshot()
    printer.remark(
      "play: change what you like, step \(player.position + 1) waits; `:resume` brings the lesson's "
        + "variables back as they are now")
  }

  func resume() {
    guard let player, let snapshot = beforePlaying else {
      return printer.remark("nothing was left: `:play` begins, `:resume` ends it")
    }
    engine.restore(snapshot)
    beforePlaying = nil
    printer.remark("the lesson's variables are as they were")
    player.showStep()
  }

  func restart() {
    withPlayer { player in
      let count = engine.variables.count
      guard confirms("begin again? \(count) variable\(count == 1 ? "" : "s") will be gone") else {
        return
      }
      engine.restore(emptySession)
      player.restart()
    }
  }

  func forget() {
    withPlayer { player in
      let count = player.marks.count
      guard count == 0 || confirms("forget \(count) step\(count == 1 ? "" : "s") of progress?")
      else {
        return
      }
      engine.restore(emptySession)
      player.forget()
    }
  }

  /// Asks before something cannot be undone; anything but a yes is a no.
  private func confirms(_ question: String) -> Bool {
    guard case .text(let line)? = input?.line(prompt: " \(question) [y/N] ") else {
      printer.remark("left as it is")
      return false
    }
    let isYes = ["y", "yes"].contains(line.trimmingSpaces.lowercased())
    if !isYes { printer.remark("left as it is") }
    return isYes
  }

  func reload() {
    withPlayer { player in
      do {
        player.replace(with: try Course.lesson(file: player.lesson.file))
      } catch {
        printer.remark("the lesson stays as it was:\n\(error)")
      }
    }
  }
}
