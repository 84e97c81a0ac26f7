from pathlib import Path

from studio.paths import UserFolders, resources_folder


def test_one_variable_moves_all_user_data(tmp_path: Path) -> None:
    folders = UserFolders.find({"WTFIGURE_HOME": str(tmp_path)})
    assert {folders.settings.parent, folders.library.parent, folders.logs.parent} == {tmp_path}


def test_without_it_the_folders_are_those_of_the_system() -> None:
    folders = UserFolders.find({})
    assert all(folder.is_absolute() for folder in (folders.settings, folders.library, folders.logs))
    assert len({folders.settings, folders.library, folders.logs}) == 3


def test_resources_are_found() -> None:
    assert (resources_folder() / "library").is_dir()
