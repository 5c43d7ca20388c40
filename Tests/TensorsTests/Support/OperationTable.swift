/// Every operation's cases, joined in one place.
enum OperationTable {
  static let all: [OperationCase] = [
    OperationCase.arithmetic,
    OperationCase.comparison,
    OperationCase.reduction,
    OperationCase.moving,
    OperationCase.dropping,
    OperationCase.pooling,
    OperationCase.regionPooling,
    OperationCase.upsampling,
    OperationCase.batchNormalization,
    OperationCase.functions,
    OperationCase.softmax,
    OperationCase.losses,
    OperationCase.matrixProduct,
    OperationCase.convolution,
    OperationCase.transposedConvolution,
  ].flatMap { $0 }

  static let differentiable = all.filter { !$0.tracked.isEmpty }
}
