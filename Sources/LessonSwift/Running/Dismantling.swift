/// A value that holds other values: an array, a structure, a closure with what it captured …
///
/// A chain of 200,000 of them, each holding the next, would be released by as many nested `deinit`s
/// and overflow the stack. Here the outermost `deinit` takes the chain apart in a loop.
class Container {
  /// Hands over the containers it holds, and holds them no more.
  func handOver(to pending: inout [Container]) {}

  /// Called from the `deinit` of each subclass: by then nobody else looks.
  final func dismantle() {
    var pending: [Container] = []
    handOver(to: &pending)
    while var next = pending.popLast() {
      // What somebody else still holds stays whole.
      if isKnownUniquelyReferenced(&next) { next.handOver(to: &pending) }
    }
  }

  static func take(_ items: inout [Value], to pending: inout [Container]) {
    guard items.contains(where: \.holdsOthers) else { return }
    let old = items
    items = []
    for item in old {
      if let container = item.container { pending.append(container) }
    }
  }

  static func take(_ value: inout Value, to pending: inout [Container]) {
    guard let container = value.container else { return }
    value = .void
    pending.append(container)
  }
}

extension Value {
  var holdsOthers: Bool {
    switch self {
    case .array, .dictionary, .set, .tuple, .structure, .function, .some, .boxed, .cell: true
    default: false
    }
  }

  var container: Container? {
    switch self {
    case .array(let object): object
    case .dictionary(let object): object
    case .set(let object): object
    case .tuple(let object): object
    case .structure(let object): object
    case .function(let object): object
    case .some(let object): object
    case .boxed(let object): object
    case .cell(let object): object
    default: nil
    }
  }
}
