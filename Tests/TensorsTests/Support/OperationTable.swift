/// Every operation's cases, joined in one place.
enum OperationTable {
  static let all: [OperationCase] = [
    OperationCase.arithmetic,
    OperationCase.comparison,
    OperationCase.reduction,
    OperationCase.moving,
  ].flatMap { $0 }

  static let differentiable = all.filter { !$0.tracked.isEmpty }
}
