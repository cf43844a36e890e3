"""A file is stopped while it arrives, once it is larger than any we read."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from posts.walls.child import LARGEST


class LimitedUpload(FileUploadHandler):
    """Ends the request's reading at the limit; the form then says that no file came, and what the limit is."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > LARGEST:
            self.request.upload_too_large = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
