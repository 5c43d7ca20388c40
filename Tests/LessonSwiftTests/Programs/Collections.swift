extension Program {
  static let collections: [Program] = [
    Program(
      "arrays are values", "let a = [1, 2]\nvar b = a\nb.append(3)\nprint(a, b)",
      prints: "[1, 2] [1, 2, 3]\n"),
    Program(
      "nested arrays are values", "var a = [[1], [2]]\nlet b = a\na[0].append(9)\nprint(a, b)",
      prints: "[[1, 9], [2]] [[1], [2]]\n"),
    Program(
      "array members",
      "let a = [4, 5, 6]\nprint(a.count, a.isEmpty, a.first!, a.last!, a.indices, a.startIndex, a.endIndex)",
      prints: "3 false 4 6 0..<3 0 3\n"),
    Program(
      "empty array", "let a: [Int] = []\nprint(a, a.first == nil, a.isEmpty, a.max() == nil)",
      prints: "[] true true true\n"),
    Program(
      "insert and remove",
      """
      var a = [1, 2, 3]
      a.insert(9, at: 1)
      print(a.remove(at: 0), a)
      print(a.removeLast(), a.removeFirst(), a)
      a.removeAll()
      print(a)
      """, prints: "1 [9, 2, 3]\n3 9 [2]\n[]\n"),
    Program(
      "remove where",
      "var a = [1, 2, 3, 4]\na.removeAll { $0 % 2 == 0 }\na.removeAll(where: { $0 > 2 })\nprint(a)",
      prints: "[1]\n"),
    Program("pop", "var a = [1]\nprint(a.popLast()!, a.popLast() == nil)", prints: "1 true\n"),
    Program(
      "swapAt and reverse", "var a = [1, 2, 3]\na.swapAt(0, 2)\nprint(a)\na.reverse()\nprint(a)",
      prints: "[3, 2, 1]\n[1, 2, 3]\n"),
    Program(
      "sort",
      "var a = [3, 1, 2]\na.sort()\nprint(a)\na.sort(by: >)\nprint(a)\na.sort { $0 < $1 }\nprint(a)",
      prints: "[1, 2, 3]\n[3, 2, 1]\n[1, 2, 3]\n"),
    Program(
      "concatenation", "var a = [1] + [2, 3]\na += [4]\na.append(contentsOf: 5...6)\nprint(a)",
      prints: "[1, 2, 3, 4, 5, 6]\n"),
    Program(
      "equality", "print([1, 2] == [1, 2], [1] != [2], [[1]] == [[1]], [\"a\": 1] == [\"a\": 1])",
      prints: "true true true true\n"),
    Program(
      "slices", "let a = [0, 1, 2, 3, 4]\nprint(a[1..<3], a[1...3], a[2...], a[..<2], a[...2])",
      prints: "[1, 2] [1, 2, 3] [2, 3, 4] [0, 1] [0, 1, 2]\n"),
    Program(
      "slices keep their indices",
      "let s = [10, 20, 30, 40][1...2]\nprint(s[1], s[2], s.startIndex, s.indices, Array(s)[0])",
      prints: "20 30 1 1..<3 20\n"),
    Program(
      "slice assignment", "var a = [0, 1, 2, 3]\na[1..<3] = [9]\nprint(a)", prints: "[0, 9, 3]\n"),
    Program("slice sum", "print([1, 2, 3, 4][1...].reduce(0, +))", prints: "9\n"),
    Program(
      "parts",
      "let a = [1, 2, 3, 4]\nprint(a.prefix(2), a.suffix(1), a.dropFirst(), a.dropLast(2), a.prefix(9))",
      prints: "[1, 2] [4] [2, 3, 4] [1, 2] [1, 2, 3, 4]\n"),
    Program(
      "parts while", "print([1, 2, 5, 1].prefix { $0 < 3 }, [1, 2, 5, 1].drop { $0 < 3 })",
      prints: "[1, 2] [5, 1]\n"),
    Program(
      "contains", "print([1, 2].contains(2), [1, 2].contains { $0 > 5 }, (1..<4).contains(4))",
      prints: "true false false\n"),
    Program(
      "indices of",
      "let a = [5, 6, 5]\nprint(a.firstIndex(of: 5)!, a.lastIndex(of: 5)!, a.firstIndex(of: 9) == nil, a.firstIndex { $0 > 5 }!)",
      prints: "0 2 true 1\n"),
    Program(
      "first where", "print([1, 4, 6].first { $0 % 2 == 0 }!, [1].last(where: { $0 > 3 }) == nil)",
      prints: "4 true\n"),
    Program(
      "all satisfy", "print([2, 4].allSatisfy { $0 % 2 == 0 }, [Int]().allSatisfy { $0 > 0 })",
      prints: "true true\n"),
    Program(
      "dictionary",
      """
      var ages = ["Ann": 31]
      ages["Bo"] = 25
      ages["Ann"]! += 1
      ages["Cy", default: 0] += 7
      print(ages["Ann"]!, ages["Bo"] ?? 0, ages["Zed"] ?? -1, ages["Cy"]!, ages.count)
      ages["Bo"] = nil
      print(ages.keys.sorted(), ages.values.sorted())
      """, prints: "32 25 -1 7 3\n[\"Ann\", \"Cy\"] [7, 32]\n"),
    Program(
      "dictionary loop",
      "for (name, age) in [\"Ann\": 31] { print(name, age) }\nfor entry in [\"Bo\": 2] { print(entry.key, entry.value) }",
      prints: "Ann 31\nBo 2\n"),
    Program(
      "dictionary of one printed", "print([\"a\": [1, 2]], [1: 2.5], [String: Int]())",
      prints: "[\"a\": [1, 2]] [1: 2.5] [:]\n"),
    Program(
      "dictionary of arrays",
      "var d: [String: [Int]] = [:]\nd[\"a\", default: []].append(1)\nd[\"a\"]?.append(2)\nd[\"b\"]?.append(3)\nprint(d)",
      prints: "[\"a\": [1, 2]]\n"),
    Program(
      "map values",
      "print([\"a\": 2].mapValues { $0 * 2 }, [\"a\": 1, \"b\": 2].filter { $0.value > 1 })",
      prints: "[\"a\": 4] [\"b\": 2]\n"),
    Program(
      "grouping",
      "let g = Dictionary(grouping: 1...6) { $0 % 2 == 0 ? \"even\" : \"odd\" }\nprint(g[\"even\"]!, g[\"odd\"]!)",
      prints: "[2, 4, 6] [1, 3, 5]\n"),
    Program(
      "unique keys",
      "let d = Dictionary(uniqueKeysWithValues: zip([\"a\", \"b\"], 1...2))\nprint(d[\"b\"]!)",
      prints: "2\n"),
    Program(
      "remove value",
      "var d = [1: \"a\", 2: \"b\"]\nprint(d.removeValue(forKey: 1)!, d.removeValue(forKey: 9) == nil, d)",
      prints: "a true [2: \"b\"]\n"),
    Program(
      "dictionaries are values", "let a = [1: 2]\nvar b = a\nb[1] = 5\nprint(a, b)",
      prints: "[1: 2] [1: 5]\n"),
    Program(
      "sets",
      """
      var s: Set<Int> = [3, 1, 3]
      s.insert(5)
      s.remove(1)
      print(s.count, s.sorted(), s.contains(5), s.union([9]).count, s.intersection([3, 4]).sorted())
      """, prints: "2 [3, 5] true 3 [3]\n"),
    Program(
      "set from array", "print(Set([1, 2, 2, 3]).count, Array(Set([7])), Set(\"hello\").count)",
      prints: "3 [7] 4\n"),
    Program(
      "ranges",
      "let r = 2..<6\nprint(r.count, r.lowerBound, r.upperBound, r.contains(5), r.isEmpty, Array(r))",
      prints: "4 2 6 true false [2, 3, 4, 5]\n"),
    Program(
      "range overlaps", "print((1..<3).overlaps(2..<5), (1...3).clamped(to: 2...9))",
      prints: "true 2...3\n"),
    Program(
      "tuples", "var t = (x: 1, y: \"a\")\nt.x += 4\nprint(t.x, t.1, t)",
      prints: "5 a (x: 5, y: \"a\")\n"),
    Program(
      "tuple equality", "print((1, 2) == (1, 2), (1, \"b\") < (1, \"c\"))", prints: "true true\n"),
    Program(
      "matrix product",
      """
      let a = [[1, 2], [3, 4]], b = [[5, 6], [7, 8]]
      var c = [[Int]](repeating: [0, 0], count: 2)
      for i in 0..<2 { for j in 0..<2 { for k in 0..<2 { c[i][j] += a[i][k] * b[k][j] } } }
      print(c)
      """, prints: "[[19, 22], [43, 50]]\n"),
    Program(
      "type annotations in full",
      "let a: Array<Int> = [1]\nlet d: Dictionary<String, Int> = [\"a\": 1]\nlet o: Optional<Int> = 3\nprint(a, d, o!)",
      prints: "[1] [\"a\": 1] 3\n"),
    Program(
      "split arrays", "print([1, 0, 2, 3, 0].split(separator: 0).map { Array($0) })",
      prints: "[[1], [2, 3]]\n"),
  ]

  static let sequences: [Program] = [
    Program(
      "enumerated", "print(Array([\"a\", \"b\"].enumerated()))",
      prints: "[(offset: 0, element: \"a\"), (offset: 1, element: \"b\")]\n"),
    Program(
      "enumerated filter",
      "print([5, 1, 7].enumerated().filter { $0.element > 4 }.map { $0.offset })",
      prints: "[0, 2]\n"),
    Program(
      "argmax",
      "let s: [Float] = [0.1, 0.7, 0.2]\nlet best = s.indices.max { s[$0] < s[$1] }!\nprint(best)",
      prints: "1\n"),
    Program(
      "max by",
      "let best = [(\"a\", 2), (\"b\", 9)].max { $0.1 < $1.1 }!\nprint(best.0, [3, 1].min()!, [1, 5].max()!)",
      prints: "b 1 5\n"),
    Program(
      "zip of three", "for ((a, b), c) in zip(zip([1], [2]), [3]) { print(a, b, c) }",
      prints: "1 2 3\n"),
    Program("zip stops", "print(zip([1, 2, 3], [4, 5]).map { $0 + $1 })", prints: "[5, 7]\n"),
    Program(
      "flat map", "print([[1, 2], [3]].flatMap { $0 }, (1...2).flatMap { [$0, $0 * 10] })",
      prints: "[1, 2, 3] [1, 10, 2, 20]\n"),
    Program(
      "compact map",
      "print([\"1\", \"x\", \"3\"].compactMap { Int($0) }, [1, nil, 3].compactMap { $0 })",
      prints: "[1, 3] [1, 3]\n"),
    Program(
      "reversed", "print(Array([1, 2, 3].reversed()), String(\"abc\".reversed()))",
      prints: "[3, 2, 1] cba\n"),
    Program(
      "stride",
      "print(Array(stride(from: 0, to: 10, by: 4)), stride(from: 0, through: 8, by: 4).map { $0 })",
      prints: "[0, 4, 8] [0, 4, 8]\n"),
    Program(
      "sorted is stable",
      "let a = [(1, \"b\"), (0, \"x\"), (1, \"a\")].sorted { $0.0 < $1.0 }\nprint(a.map { $0.1 })",
      prints: "[\"x\", \"b\", \"a\"]\n"),
    Program(
      "joined",
      "print([\"a\", \"b\"].joined(separator: \", \"), [\"x\", \"y\"].joined(), (1...3).map { \"\\($0)\" }.joined(separator: \"-\"))",
      prints: "a, b xy 1-2-3\n"),
    Program(
      "elements equal", "print([1, 2].elementsEqual(1...2), [1, 2, 3].starts(with: [1, 2]))",
      prints: "true true\n"),
    Program(
      "array from anything", "print(Array(\"ab\"), Array(1...3), [Int](2..<4), Array([3: 4].keys))",
      prints: "[\"a\", \"b\"] [1, 2, 3] [2, 3] [3]\n"),
    Program(
      "drop first in loop",
      "let a = [1, 4, 9]\nfor (x, y) in zip(a, a.dropFirst()) { print(y - x) }", prints: "3\n5\n"),
    Program(
      "moving average",
      """
      let x: [Float] = [1, 2, 3, 4]
      let y = (1..<x.count - 1).map { i in
        let sum: Float = x[i - 1] + x[i] + x[i + 1]
        return sum / 3
      }
      print(y)
      """, prints: "[2.0, 3.0]\n"),
    Program(
      "mean and deviation",
      """
      let x = [2.0, 4, 4, 4, 5, 5, 7, 9]
      let mean = x.reduce(0, +) / Double(x.count)
      let variance = x.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(x.count)
      print(mean, variance.squareRoot())
      """, prints: "5.0 2.0\n"),
    Program(
      "softmax",
      """
      import Foundation
      func softmax(_ x: [Float]) -> [Float] {
        let top = x.max()!
        let e = x.map { exp($0 - top) }
        let sum = e.reduce(0, +)
        return e.map { $0 / sum }
      }
      print(softmax([0, 0]), softmax([1, 1, 1, 1]))
      """, prints: "[0.5, 0.5] [0.25, 0.25, 0.25, 0.25]\n"),
    Program(
      "transpose", "let m = [[1, 2, 3], [4, 5, 6]]\nprint((0..<3).map { c in m.map { $0[c] } })",
      prints: "[[1, 4], [2, 5], [3, 6]]\n"),
    Program(
      "histogram",
      "var h = [Int](repeating: 0, count: 3)\nfor x in [0, 2, 2, 1, 2] { h[x] += 1 }\nprint(h)",
      prints: "[1, 1, 3]\n"),
    Program(
      "last elements", "print((1...5).suffix(2).map { $0 }, [1, 2].last!, (3..<9).last!)",
      prints: "[4, 5] 2 8\n"),
    Program(
      "non-maximum suppression",
      """
      struct Candidate { var low: Float; var high: Float; var score: Float }
      func overlap(_ a: Candidate, _ b: Candidate) -> Float {
        let common = max(0, min(a.high, b.high) - max(a.low, b.low))
        return common / (a.high - a.low + b.high - b.low - common)
      }
      func suppress(_ all: [Candidate], threshold: Float) -> [Candidate] {
        var rest = all.sorted { $0.score > $1.score }
        var kept: [Candidate] = []
        while !rest.isEmpty {
          let best = rest.removeFirst()
          kept.append(best)
          rest = rest.filter { overlap(best, $0) < threshold }
        }
        return kept
      }
      let found = suppress(
        [Candidate(low: 0, high: 2, score: 0.5), Candidate(low: 0.1, high: 2, score: 0.9), Candidate(low: 5, high: 6, score: 0.7)],
        threshold: 0.5)
      print(found.map(\\.score))
      """, prints: "[0.9, 0.7]\n"),
  ]
}
