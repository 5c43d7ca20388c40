import Foundation

/// A new lesson to write on: sound as it stands, with one step of each kind.
public enum LessonTemplate {
  /// Makes `NN-name/lesson.md` in a folder of lessons, under the next free number.
  ///
  /// - Parameter name: lower-case letters, digits and dashes.
  /// - Returns: the path of the `lesson.md`.
  /// - Throws: `LessonProblem` when the name is unfit or taken, or `FileWritingError`.
  public static func write(name: String, in folder: String) throws -> String {
    let allowed = name.allSatisfy {
      $0 == "-" || ($0.isASCII && ($0.isLowercase || $0.isNumber))
    }
    guard allowed, let first = name.first, first != "-", !name.hasSuffix("-"),
      name.contains(where: \.isLetter), name.count <= 40
    else {
      throw LessonProblem(
        file: folder,
        "a lesson's name is of lower-case letters, digits and dashes, such as edge-boxes; "
          + "found ‘\(name)’")
    }
    var number = 1
    if FileManager.default.fileExists(atPath: folder) {
      let course = try Course(folder: folder)
      if let taken = course.entries.first(where: { $0.name == name }) {
        throw LessonProblem(file: taken.file, "there is a lesson ‘\(name)’ already")
      }
      number = (course.entries.map(\.number).max() ?? 0) + 1
    }
    let path = "\(folder)/\(number < 10 ? "0" : "")\(number)-\(name)/lesson.md"
    try AtomicFile.write(Array(text(name: name).utf8), to: path)
    return path
  }

  /// `edge-boxes` → `Edge boxes`.
  static func title(_ name: String) -> String {
    let words = name.replacing("-", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  static func text(name: String) -> String {
    """
    ---
    title: "\(title(name))"
    summary: One sentence for the list of lessons.
    minutes: 10
    prerequisites: []
    ---

    # \(title(name))

    Say in a paragraph what is built here, and why anybody should want it. Prose in front of a cell is
    shown first; Enter runs the cell.

    ```swift
    let picture = try Image(example: "pasture-01.png")
    try show(picture, "What we look at")
    ```

    Prose behind a cell is shown once it has run.

    ## A guess

    Ask for a shape or a number before the cell shows it. What is the shape of a picture as a tensor?

    ```swift predict id=\(name)-guess
    let pixels = try picture.tensor()
    pixels.shape
    ```

    > hint: N C H W.
    > why: One picture, three channels, 144 rows, 192 columns: [1, 3, 144, 192].

    ## An exercise

    Say what to write. The starter must fail its check; the solution passes; what is `wrong` is refused.

    ```swift exercise id=\(name)-exercise
    func area(width: Int, height: Int) -> Int {
      0
    }
    ```

    ```swift check for=\(name)-exercise
    expect(
      area(width: 3, height: 4) == 12,
      "3 by 4 is 12 pixels, not \\(area(width: 3, height: 4))")
    ```

    ```swift solution for=\(name)-exercise
    func area(width: Int, height: Int) -> Int {
      width * height
    }
    ```

    ```swift wrong for=\(name)-exercise
    func area(width: Int, height: Int) -> Int {
      width + height
    }
    ```

    > hint: Rows times columns.

    ## A question

    ```quiz id=\(name)-question
    Which axis of `[1, 3, 144, 192]` counts the rows?
    - [ ] the last one
    - [x] the one before the last
    > H stands before W: rows first, as in a matrix.
    ```

    ## A mistake on purpose

    Its error is what is to be seen.

    ```swift breaks id=\(name)-mistake
    try pixels.reshaped([2, 3])
    ```

    ## Something slow

    `iterations(50)` goes round 50 times; `fovea check` cuts it to the `quick` count.

    ```swift slow quick=2
    var sum: Float = 0
    for step in 0..<iterations(50) {
      sum += Float(step)
    }
    print(sum >= 0)
    ```

    ## Summary

    What was built, in three sentences; what the paper does that this lesson leaves out; and a common
    mistake about the subject, settled by a cell.

    """
  }
}
