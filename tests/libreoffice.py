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


def _soffice(profile, *arguments):
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
    command = [SOFFICE, f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless", "--norestore"]
    subprocess.run([*command, *map(str, arguments)], check=True, capture_output=True, timeout=300)


def convert(files, folder, kind="xlsx"):
    """Open files in LibreOffice, count everything anew, and save them in `folder` as `kind`."""
    folder = Path(folder)
    _soffice(folder / "profile", "--convert-to", kind, "--outdir", folder, *files)
    return [folder / f"{Path(file).stem}.{kind}" for file in files]


def fill(path, cells, target):
    """Type cells into a workbook by a script inside LibreOffice, and save it: (sheet, column, row, value)."""
    folder = Path(target).parent
    basic = folder / "profile" / "user" / "basic"
    _soffice(folder / "profile", "--terminate_after_init")  # its first start would replace our script
    (basic / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
    (basic / "Standard" / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (basic / "Standard" / "Mengetik.xba").write_text(_TYPING, encoding="utf-8")
    listed = folder / "isian.txt"
    listed.write_text("".join("\t".join(map(str, cell)) + "\n" for cell in cells), encoding="utf-8")
    urls = [p.resolve().as_uri() for p in (Path(path), listed, Path(target))]
    _soffice(folder / "profile", "macro:///Standard.Mengetik.Isi({})".format(",".join(urls)))
    return Path(target)


_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/>
</library:libraries>"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">
<library:element library:name="Mengetik"/>
</library:library>"""
_TYPING = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Mengetik" script:language="StarBasic">
Sub Isi(source As String, listed As String, target As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  Dim book As Object
  book = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  Dim number As Integer
  number = FreeFile
  Open listed For Input As #number
  Dim line As String
  While Not Eof(number)
    Line Input #number, line
    Dim part
    part = Split(line, Chr(9))
    If UBound(part) = 3 Then
      Dim cell As Object
      cell = book.Sheets.getByName(part(0)).getCellByPosition(CInt(part(1)), CInt(part(2)))
      cell.setFormula(part(3))
    End If
  Wend
  Close #number
  Dim format(0) As New com.sun.star.beans.PropertyValue
  format(0).Name = "FilterName"
  format(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL(target, format())
  book.close(True)
  StarDesktop.terminate()
End Sub
</script:module>"""


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
