import LessonKit

extension Workshop {
  /// Weaves the doc comments behind every name of the prompt into `help.json`.
  ///
  /// - Parameter folder: the `lessons` of a checkout.
  /// - Returns: how many pages were woven; `nil` where `folder` is a pack of lessons from elsewhere,
  ///   which needs none.
  /// - Throws: `FileWritingError` when the file cannot be written.
  public static func weaveHelp(into folder: String) throws -> Int? {
    guard let root = SourceQuotes(forLessonsIn: folder).sourceRoot else { return nil }
    let path = root + "/lessons/" + HelpBook.fileName
    let book = HelpBook(weaving: InterpreterEngine().documentation, from: root)
    try book.write(to: path)
    return book.pages.count
  }
}
