"""What a recorded sound is, by its first bytes. Nothing is decoded: a sound is kept as it came and only ever handed out."""

from __future__ import annotations

MP4_BRANDS = frozenset({b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"3gp4", b"3gp5", b"dash"})


def sound_type(content: bytes) -> str | None:
    """The media type of a sound as telephones record it (Ogg, MP3, AAC, AMR, MP4, WAV); None for anything else."""
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content.startswith(b"#!AMR"):
        return "audio/amr"
    if content[:4] + content[8:12] == b"RIFFWAVE":
        return "audio/wav"
    if content[4:8] == b"ftyp" and content[8:12] in MP4_BRANDS:
        return "audio/mp4"
    return _framed(content)


def _framed(content: bytes) -> str | None:
    """Streams of frames: MPEG audio, or AAC with ADTS headers."""
    if content.startswith(b"ID3"):
        return "audio/mpeg"
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE0 != 0xE0:
        return None
    if content[1] & 0xF6 == 0xF0:
        return "audio/aac"
    return "audio/mpeg" if content[1] & 0x06 and content[1] & 0x18 != 0x08 else None
