; Inno Setup: the frozen folder of Windows as one installer for one person, without rights of an administrator.
; UNTRIED: it was written without a Windows to try it on; docs/build.md says what must be looked at first.
;   python x.py build
;   iscc /DVersion=0.1.0 installer\windows.iss

[Setup]
AppId=amparo
AppName=Field notes
AppVersion={#Version}
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
PrivilegesRequired=lowest
DefaultDirName={localappdata}\Programs\amparo
DisableProgramGroupPage=yes
LicenseFile=..\LICENSE
OutputDir=..\dist
OutputBaseFilename=amparo-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
UninstallDisplayName=Field notes
; Nothing of what a person wrote is touched when the program is taken off: it lies in {localappdata}\amparo.

[Files]
Source: "..\dist\amparo\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; An older version leaves no module behind that a newer one would load.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{userprograms}\Field notes"; Filename: "{app}\amparo.exe"
