using 'main.bicep'

param fromFile = false
