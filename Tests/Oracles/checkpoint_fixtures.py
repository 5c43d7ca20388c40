"""Small checkpoints written by Python, and a check of those written by Swift.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install safetensors==0.5.3 numpy==2.4.6
    /tmp/venv/bin/python Tests/Oracles/checkpoint_fixtures.py          # writes the fixtures
    /tmp/venv/bin/python Tests/Oracles/checkpoint_fixtures.py --check  # reads what Swift wrote

Debian has no package of safetensors, hence the virtual environment. The files named swift-* are
written by `CheckpointFixtureTests` when FOVEA_WRITE_FIXTURES=1 is set; the tests compare what the
writers produce with them byte for byte, and --check proves that Python reads them.
"""

import pathlib
import sys

import numpy as np
import safetensors
import safetensors.numpy

FOLDER = pathlib.Path(__file__).parent.parent / "CheckpointsTests" / "Fixtures"

# 0.1 and 1e-7 are inexact in half precision, 65504 is its largest number, 6e-8 is subnormal in it,
# 2049 lies between two halves and is a tie to even.
MATRIX = np.array([[0.1, -2.5, 65504.0], [1e-7, 6e-8, 2049.0]], dtype=np.float32)
VECTOR = np.arange(5, dtype=np.float32) * 0.25 - 1
SCALAR = np.float32(7)
CUBE = np.arange(24, dtype=np.float32).reshape(2, 3, 4)  # element [i, j, k] is 12 i + 4 j + k


def write_safetensors():
    def entry(dtype, array):
        return {"dtype": dtype, "shape": list(array.shape), "data": array.tobytes()}

    bfloat16 = (MATRIX.view(np.uint32) >> 16).astype(np.uint16)
    tensors = {
        "half": entry("float16", MATRIX.astype(np.float16)),
        "brain": entry("bfloat16", bfloat16),
        "single": entry("float32", MATRIX),
        "double": entry("float64", MATRIX.astype(np.float64)),
        "batches": entry("int64", np.array(16777216, dtype=np.int64)),
        "small": entry("int32", np.array([-3, 0, 70000], dtype=np.int32)),
        "bytes": entry("uint8", np.array([0, 128, 255], dtype=np.uint8)),
        "mask": entry("bool", np.array([True, False, True])),
        "empty": entry("float32", np.zeros((0, 3), np.float32)),
    }
    data = safetensors.serialize(tensors, {"recipe": 'a "quoted" name: Wolle, Vögel, 🐑\n'})
    (FOLDER / "python.safetensors").write_bytes(data)

    # What Python writes for the tensors that Swift writes too: the bytes must be the same.
    singles = {"matrix": MATRIX, "scalar": np.array(SCALAR), "vector": VECTOR}
    safetensors.numpy.save_file(
        singles, FOLDER / "python-single.safetensors", metadata={"seed": "1"})
    with np.errstate(over="ignore"):
        halves = {k: np.array(v.astype(np.float16)) for k, v in singles.items()}
    safetensors.numpy.save_file(
        halves, FOLDER / "python-half.safetensors", metadata={"seed": "1"})


def write_numpy():
    for code in ["<f4", ">f4", "<f8", ">f8", "<f2", ">f2", "<i4", "<i8", ">i8", "|u1", "|i1", "<u2"]:
        name = code.replace("<", "little-").replace(">", "big-").replace("|", "")
        np.save(FOLDER / f"cube-{name}.npy", CUBE.astype(code))
    np.save(FOLDER / "cube-b1.npy", CUBE % 2 == 1)
    np.save(FOLDER / "cube-fortran.npy", np.asfortranarray(CUBE))
    np.save(FOLDER / "scalar.npy", np.array(SCALAR))
    np.save(FOLDER / "vector.npy", VECTOR)
    for version in [(2, 0), (3, 0)]:
        with open(FOLDER / f"cube-version-{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, CUBE, version=version)
    np.savez(FOLDER / "stored.npz", cube=CUBE, vector=VECTOR)
    np.savez_compressed(FOLDER / "deflated.npz", cube=CUBE, zeros=np.zeros((100, 100), np.float32))
    np.savez(FOLDER / "no-arrays.npz")


def check():
    """Reads with Python what Swift wrote."""
    for name, dtype in [("swift-single", np.float32), ("swift-half", np.float16)]:
        with safetensors.safe_open(FOLDER / f"{name}.safetensors", "np") as file:
            assert file.metadata() == {"seed": "1"}, file.metadata()
            assert sorted(file.keys()) == ["matrix", "scalar", "vector"]
            for key, expected in [("matrix", MATRIX), ("vector", VECTOR), ("scalar", SCALAR)]:
                found = file.get_tensor(key)
                assert found.dtype == dtype and found.shape == expected.shape
                np.testing.assert_array_equal(found, expected.astype(dtype))
    found = np.load(FOLDER / "swift.npy")
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, CUBE)
    with np.load(FOLDER / "swift.npz") as archive:
        assert archive.files == ["cube", "scalar", "vector"], archive.files
        np.testing.assert_array_equal(archive["cube"], CUBE)
        np.testing.assert_array_equal(archive["vector"], VECTOR)
        np.testing.assert_array_equal(archive["scalar"], SCALAR)
        assert archive.zip.testzip() is None
    print("Python reads what Swift wrote")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check()
    else:
        FOLDER.mkdir(parents=True, exist_ok=True)
        write_safetensors()
        write_numpy()
