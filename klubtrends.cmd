@echo off
rem Dobbeltklik: goer alt klar foerste gang, og aabner derefter JupyterLab. Med ord efter: den kommando.
chcp 65001 >nul
if not "%~1"=="" (
  "%~dp0.venv\Scripts\klubtrends.exe" %*
  exit /b
)
cd /d "%~dp0"
where uv >nul 2>nul
if errorlevel 1 (
  echo Programmet uv mangler. README fortaeller, hvordan det installeres. Dobbeltklik saa igen.
  pause
  exit /b 1
)
if not exist .venv\ready (
  echo Goer klar. Det tager et par minutter foerste gang ...
  uv venv --allow-existing --python 3.11 .venv || goto fejl
  uv pip install --python .venv --require-hashes -r requirements.lock || goto fejl
  uv pip install --python .venv --no-deps --no-build-isolation -e . || goto fejl
  echo ok> .venv\ready
)
if not "%KLUBTRENDS_WORKSPACE%"=="" (
  .venv\Scripts\klubtrends lab --workspace "%KLUBTRENDS_WORKSPACE%" || goto fejl
  exit /b 0
)
if not exist truth.json (
  .venv\Scripts\klubtrends example . || goto fejl
)
.venv\Scripts\klubtrends lab --workspace . || goto fejl
exit /b 0
:fejl
echo Det lykkedes ikke. Laes linjerne ovenfor; de fortaeller, hvad der mangler.
pause
exit /b 1
