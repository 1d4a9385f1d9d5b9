/* The model's bytes in the plugin's read-only data, so that no path is needed when it runs. CMake gives MODEL_FILE. */
    .section .rodata
    .global langdetect_model
    .hidden langdetect_model
    .global langdetect_model_end
    .hidden langdetect_model_end
langdetect_model:
    .incbin MODEL_FILE
langdetect_model_end:
    .section .note.GNU-stack, "", %progbits
