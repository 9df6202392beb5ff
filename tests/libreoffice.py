"""LibreOffice without a window: workbooks counted anew, and turned into pages."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed: nothing recalculates the workbook"
)

# 0 is "always": without it LibreOffice shows the values that stand in the file.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def convert(files, folder, kind="xlsx"):
    """Open files in LibreOffice, count everything anew, and save them in `folder` as `kind`."""
    folder = Path(folder)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    home = f"-env:UserInstallation={profile.resolve().as_uri()}"
    command = [SOFFICE, home, "--headless", "--norestore", "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
    return [folder / f"{Path(file).stem}.{kind.split(':')[0]}" for file in files]


def formulas_and_values(path):
    """Per cell with a formula, as (sheet, address): the value that stands in the file."""
    formulas = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): values[sheet.title][cell.coordinate].value
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def values_at(path, cells):
    """The values of those cells in another file."""
    values = openpyxl.load_workbook(path, data_only=True)
    return {(sheet, at): values[sheet][at].value for sheet, at in cells}


def with_cell(path, sheet, address, value, target):
    """A copy of a workbook in which one number differs (None: is gone), stored results of formulas included."""
    number = openpyxl.load_workbook(path).sheetnames.index(sheet) + 1
    page = f"xl/worksheets/sheet{number}.xml"
    cell = re.compile(rf'<c r="{address}"([^>]*?)(?:/>|>.*?</c>)'.encode())
    number = b"/>" if value is None else b"><v>%d</v></c>" % value
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == page:
                content, found = cell.subn(rb'<c r="%s"\1%s' % (address.encode(), number), content)
                assert found == 1
            new.writestr(name, content)
    return Path(target)
