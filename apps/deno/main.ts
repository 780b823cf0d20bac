import './src/main.ts'
