// What a notebook asks of a session between snippets.
extension Session {
  /// The variables, in the order of their declaration.
  public var variables: [(name: String, value: LessonValue)] {
    let bridge = Bridge(tables: environment.tables, machine: environment.machine)
    return environment.order.compactMap { name in
      environment.globals[name].map { (name, LessonValue($0.value, $0.type, bridge)) }
    }
  }

  /// Variables, functions and types as they are now.
  public struct Snapshot {
    let state: Environment.State
  }

  public func snapshot() -> Snapshot { Snapshot(state: environment.state) }
  public func restore(_ snapshot: Snapshot) { environment.restore(snapshot.state) }

  /// Whether the text ends in the middle of a statement: a prompt then asks for another line.
  public func isIncomplete(_ text: String) -> Bool { check(text)?.kind == .incomplete }
}
