#!/bin/sh
# Finds the system libraries that Qt needs and this computer lacks. Installs them where it may, else says how.
# Usage: libraries.sh PYTHON (the interpreter that has PySide6)
set -eu
[ "$(uname -s)" = Linux ] || exit 0
qt=$("$1" -c 'import importlib.util as u; print(u.find_spec("PySide6").submodule_search_locations[0])')
missing=$(for file in "$qt"/Qt/lib/libQt6Gui.so.6 "$qt"/Qt/lib/libQt6Widgets.so.6 "$qt"/Qt/lib/libQt6Network.so.6 \
    "$qt"/Qt/lib/libQt6DBus.so.6 "$qt"/Qt/plugins/platforms/libqxcb.so "$qt"/Qt/plugins/platforms/libqoffscreen.so; do
    ldd "$file" 2>/dev/null | sed -n 's/^[[:space:]]*\([^ ]*\) => not found.*/\1/p'
done | sort -u)
[ -n "$missing" ] || exit 0

packages=""
for library in $missing; do
    case "$library" in
        libglib-2.0.so.0 | libgthread-2.0.so.0) package=libglib2.0-0 ;;
        libGL.so.1) package=libgl1 ;;
        libEGL.so.1) package=libegl1 ;;
        libxkbcommon.so.0) package=libxkbcommon0 ;;
        libxkbcommon-x11.so.0) package=libxkbcommon-x11-0 ;;
        libdbus-1.so.3) package=libdbus-1-3 ;;
        libfontconfig.so.1) package=libfontconfig1 ;;
        libfreetype.so.6) package=libfreetype6 ;;
        libgssapi_krb5.so.2) package=libgssapi-krb5-2 ;;
        libX11-xcb.so.1) package=libx11-xcb1 ;;
        libX11.so.6) package=libx11-6 ;;
        libxcb-cursor.so.0) package=libxcb-cursor0 ;;
        libxcb-icccm.so.4) package=libxcb-icccm4 ;;
        libxcb-image.so.0) package=libxcb-image0 ;;
        libxcb-keysyms.so.1) package=libxcb-keysyms1 ;;
        libxcb-randr.so.0) package=libxcb-randr0 ;;
        libxcb-render-util.so.0) package=libxcb-render-util0 ;;
        libxcb-render.so.0) package=libxcb-render0 ;;
        libxcb-shape.so.0) package=libxcb-shape0 ;;
        libxcb-shm.so.0) package=libxcb-shm0 ;;
        libxcb-sync.so.1) package=libxcb-sync1 ;;
        libxcb-util.so.1) package=libxcb-util1 ;;
        libxcb-xfixes.so.0) package=libxcb-xfixes0 ;;
        libxcb-xkb.so.1) package=libxcb-xkb1 ;;
        libxcb.so.1) package=libxcb1 ;;
        *) package="" ;;
    esac
    case " $packages " in *" $package "*) ;; *) packages="$packages $package" ;; esac
done

export DEBIAN_FRONTEND=noninteractive
run="apt-get install -y --no-install-recommends$packages"
if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then
        { apt-get update -qq && $run -qq >/dev/null; } && exit 0
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        { sudo -n apt-get update -qq && sudo -n $run -qq >/dev/null; } && exit 0
    fi
    echo "Qt needs libraries that this computer lacks. Install them with this line, then start again:" >&2
    echo "sudo apt-get update && sudo $run" >&2
else
    echo "Qt needs libraries that this computer lacks. Install the packages that hold:" $missing >&2
fi
exit 1
